-- One change for many tickets: 10 runs, 20 done, 30 being taken back, 40 taken back
CREATE TABLE bulk_change (
        id @id,
        person_id BIGINT NOT NULL REFERENCES person(id),
        once TEXT NOT NULL,
        at BIGINT NOT NULL,
        state SMALLINT NOT NULL CHECK (state IN (10,20,30,40)),
        wish TEXT NOT NULL,
        back TEXT NOT NULL,
        lang TEXT NOT NULL,
        ended_at BIGINT,
        undone_at BIGINT,
        UNIQUE (person_id, once)
);
CREATE INDEX bulk_change_person ON bulk_change (person_id, at, id);
CREATE INDEX bulk_change_at ON bulk_change (at);

-- outcome: 0 waits, 10 done, 20 was so already, 30 refused; undo: 10 taken back, 20 left, because somebody changed it since
CREATE TABLE bulk_change_row (
        id @id,
        bulk_id BIGINT NOT NULL REFERENCES bulk_change(id),
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        seen_version BIGINT NOT NULL,
        after_version BIGINT,
        outcome SMALLINT NOT NULL DEFAULT 0,
        undo SMALLINT NOT NULL DEFAULT 0,
        was TEXT,
        why TEXT,
        undo_why TEXT
);
CREATE INDEX bulk_change_row_work ON bulk_change_row (bulk_id, outcome, undo, ticket_id);
CREATE INDEX bulk_change_row_ticket ON bulk_change_row (ticket_id);
