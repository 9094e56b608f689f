-- Forms of the catalogue by name and owner (no department: all may use it, administrators keep it)
CREATE TABLE form (
        id @id,
        code TEXT NOT NULL UNIQUE,
        department_id BIGINT REFERENCES department(id),
        name_fr TEXT NOT NULL,
        name_en TEXT NOT NULL,
        version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX form_department ON form (department_id);
-- Drafts are saved many times: two who edit one at once do not overwrite each other
ALTER TABLE form_version ADD COLUMN edit BIGINT NOT NULL DEFAULT 0;

-- Offers: what one reads before asking, whose work it is, and a version
ALTER TABLE offer ADD COLUMN name_fr TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN name_en TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN summary_fr TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN summary_en TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN sort SMALLINT NOT NULL DEFAULT 100;
ALTER TABLE offer ADD COLUMN group_id BIGINT REFERENCES support_group(id);
ALTER TABLE offer ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX offer_form ON offer (form_version_id);

-- Files sent with a form that is not a ticket yet; file is a name in the store
CREATE TABLE staged_file (
        id @id,
        person_id BIGINT NOT NULL REFERENCES person(id),
        at BIGINT NOT NULL,
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        size BIGINT NOT NULL,
        sha256 @blob NOT NULL,
        file TEXT NOT NULL
);
CREATE INDEX staged_file_person ON staged_file (person_id, id);
CREATE INDEX staged_file_at ON staged_file (at);
CREATE INDEX staged_file_file ON staged_file (file);

-- What somebody will ask for in one request, checked and not yet sent
CREATE TABLE basket_line (
        id @id,
        person_id BIGINT NOT NULL REFERENCES person(id),
        offer_id BIGINT NOT NULL REFERENCES offer(id),
        form_version_id BIGINT NOT NULL REFERENCES form_version(id),
        persona TEXT NOT NULL DEFAULT '',
        answers TEXT NOT NULL,
        at BIGINT NOT NULL
);
CREATE INDEX basket_line_person ON basket_line (person_id, id);
