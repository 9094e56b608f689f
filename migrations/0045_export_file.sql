-- Long lists as files, made by a job and kept for a day: 10 being made, 20 there, 30 could not be made.
-- asks: the parameters of the list; sign: when the job last gave a sign of life; file: its name in <data>/exports
CREATE TABLE export_file (
        id @id,
        person_id BIGINT NOT NULL REFERENCES person(id),
        once TEXT NOT NULL,
        at BIGINT NOT NULL,
        state SMALLINT NOT NULL CHECK (state IN (10,20,30)),
        asks TEXT NOT NULL,
        lang TEXT NOT NULL,
        total BIGINT NOT NULL DEFAULT 0,
        n_rows BIGINT NOT NULL DEFAULT 0,
        sign BIGINT NOT NULL DEFAULT 0,
        size BIGINT NOT NULL DEFAULT 0,
        cut SMALLINT NOT NULL DEFAULT 0,
        name TEXT,
        type TEXT,
        file TEXT,
        why TEXT,
        UNIQUE (person_id, once)
);
CREATE INDEX export_file_person ON export_file (person_id, at, id);
CREATE INDEX export_file_at ON export_file (at);
