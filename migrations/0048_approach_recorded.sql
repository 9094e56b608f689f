-- An approach whose teaching is recorded: its planning waits for the calendar of recordings
ALTER TABLE approach ADD COLUMN recorded SMALLINT NOT NULL DEFAULT 0 CHECK (recorded IN (0,1));
UPDATE approach SET recorded = 1 WHERE code IN ('enregistrement-zoom', 'enregistrement-cubicule', 'powerpoint-narre', 'antem');
