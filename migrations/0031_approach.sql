-- The managed list of approaches: order, state (10 offered, 20 retired), the page that describes it, other words by
-- which grids call it (for the nearest match only), a version for two who edit one at once.  The names are those that grids carry; a new folder knows them at once.
ALTER TABLE approach ADD COLUMN sort SMALLINT NOT NULL DEFAULT 100;
ALTER TABLE approach ADD COLUMN state SMALLINT NOT NULL DEFAULT 10;
ALTER TABLE approach ADD COLUMN page TEXT NOT NULL DEFAULT '';
ALTER TABLE approach ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE approach ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
INSERT INTO approach (code, name_fr, name_en, words, sort)
VALUES ('classe-virtuelle-zoom', 'Classe virtuelle Zoom', 'Zoom virtual class', 'live direct synchrone synchronous visioconférence webinaire', 10),
       ('enregistrement-zoom', 'Enregistrement Zoom', 'Zoom recording', 'captation record', 20),
       ('enregistrement-cubicule', 'Enregistrement en cubicule', 'Recording in a cubicle', 'studio cabine booth', 30),
       ('powerpoint-narre', 'PowerPoint narré', 'Narrated PowerPoint', 'diaporama diapositives slides sonorisé', 40),
       ('antem', 'Antem', 'Antem', '', 50)
ON CONFLICT (code) DO NOTHING;
