-- A ticket that went into another: where, by whom, and what it was, so that it can be taken back
CREATE TABLE ticket_merge (
        ticket_id BIGINT PRIMARY KEY REFERENCES ticket(id),
        into_id BIGINT NOT NULL REFERENCES ticket(id),
        at BIGINT NOT NULL,
        by_id BIGINT,
        state SMALLINT NOT NULL,
        pending SMALLINT NOT NULL DEFAULT 0
);
CREATE INDEX ticket_merge_into ON ticket_merge (into_id);
-- Who came to the other ticket by it
CREATE TABLE ticket_merge_person (
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        person_id BIGINT NOT NULL REFERENCES person(id),
        part SMALLINT NOT NULL,
        PRIMARY KEY (ticket_id, person_id, part)
);
CREATE INDEX ticket_merge_person_person ON ticket_merge_person (person_id);
-- Its children, which went along
CREATE TABLE ticket_merge_child (
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        child_id BIGINT NOT NULL REFERENCES ticket(id),
        PRIMARY KEY (ticket_id, child_id)
);
-- What a service asks when a ticket is resolved: 0 nothing, 1 asked, 2 must be said; no row: the default
CREATE TABLE service_resolution (
        service_id BIGINT PRIMARY KEY REFERENCES service(id),
        nature SMALLINT NOT NULL CHECK (nature BETWEEN 0 AND 2),
        beneficiary SMALLINT NOT NULL CHECK (beneficiary BETWEEN 0 AND 2),
        course SMALLINT NOT NULL CHECK (course BETWEEN 0 AND 2),
        solution SMALLINT NOT NULL CHECK (solution BETWEEN 0 AND 2)
);
