-- Time given is corrected by whoever gave it
ALTER TABLE time_spent ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE time_spent ADD COLUMN changed_at BIGINT;
CREATE INDEX time_spent_ticket ON time_spent (ticket_id, id);

-- Who put a point on the list, and when
ALTER TABLE check_box ADD COLUMN made_at BIGINT;
ALTER TABLE check_box ADD COLUMN made_by BIGINT;

-- The need in the words of the desk: 10 asked, 20 confirmed, 30 corrected, 40 replaced by another wording
CREATE TABLE restated (
        id @id,
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        at BIGINT NOT NULL,
        by_id BIGINT NOT NULL REFERENCES person(id),
        state SMALLINT NOT NULL CHECK (state IN (10,20,30,40)),
        by_voice SMALLINT NOT NULL DEFAULT 0 CHECK (by_voice IN (0,1)),
        answered_at BIGINT,
        answered_by BIGINT REFERENCES person(id),
        entry_id BIGINT REFERENCES entry(id),
        body TEXT NOT NULL
);
CREATE UNIQUE INDEX restated_asked ON restated (ticket_id) WHERE state = 10;
CREATE INDEX restated_ticket ON restated (ticket_id, id);

-- A service may ask for a screenshot with the name visible; who checked a file, and when
ALTER TABLE service ADD COLUMN evidence SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE attachment ADD COLUMN evidence_at BIGINT;
ALTER TABLE attachment ADD COLUMN evidence_by BIGINT;
