-- Open tickets of somebody who leaves, handed over in one action; to_id NULL = back to their groups
CREATE TABLE handover (
        id @id,
        person_id BIGINT NOT NULL REFERENCES person(id),
        to_id BIGINT REFERENCES person(id),
        by_id BIGINT REFERENCES person(id),
        at BIGINT NOT NULL,
        undone_at BIGINT
);

-- Where each ticket went: undoing gives back what still stands there
CREATE TABLE handover_ticket (
        handover_id BIGINT NOT NULL REFERENCES handover(id),
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        to_id BIGINT REFERENCES person(id),
        PRIMARY KEY (handover_id, ticket_id)
);
