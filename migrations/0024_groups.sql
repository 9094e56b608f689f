-- groups: what they are for, who is there, who stands in, what is told to one person

-- The business domain or the solution a group is for; version: what an editor saw
ALTER TABLE support_group ADD COLUMN domain TEXT NOT NULL DEFAULT '';
ALTER TABLE support_group ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- The groups that serve a service beside its first one (service.group_id)
CREATE TABLE service_group (
        service_id BIGINT NOT NULL REFERENCES service(id),
        group_id BIGINT NOT NULL REFERENCES support_group(id),
        PRIMARY KEY (service_id, group_id)
);
CREATE INDEX service_group_group ON service_group (group_id);
CREATE INDEX service_first_group ON service (group_id);

-- « Disponible pour l'affectation », said by oneself; nobody's row is what their groups suppose
CREATE TABLE availability (
        person_id BIGINT PRIMARY KEY REFERENCES person(id),
        available SMALLINT NOT NULL CHECK (available IN (0,1)),
        at BIGINT NOT NULL
);

ALTER TABLE absence ADD COLUMN by_id BIGINT;
CREATE INDEX absence_person ON absence (person_id, to_at);
CREATE INDEX absence_substitute ON absence (substitute_id, to_at);

-- Who works on it in whose place; back_at: given back, or kept
CREATE TABLE stand_in (
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        absent_id BIGINT NOT NULL REFERENCES person(id),
        substitute_id BIGINT NOT NULL REFERENCES person(id),
        at BIGINT NOT NULL,
        back_at BIGINT,
        PRIMARY KEY (ticket_id, absent_id)
);
CREATE INDEX stand_in_absent ON stand_in (absent_id, ticket_id) WHERE back_at IS NULL;

-- What is told to one person at their desk until they have seen it
CREATE TABLE notice (
        id @id,
        at BIGINT NOT NULL,
        person_id BIGINT NOT NULL REFERENCES person(id),
        kind SMALLINT NOT NULL,
        ticket_id BIGINT REFERENCES ticket(id),
        group_id BIGINT REFERENCES support_group(id),
        n BIGINT NOT NULL DEFAULT 0,
        seen_at BIGINT
);
CREATE INDEX notice_unseen ON notice (person_id, id) WHERE seen_at IS NULL;
CREATE INDEX notice_at ON notice (at);

-- A group of which nobody is left, since when it is known
CREATE TABLE pool_alarm (
        group_id BIGINT PRIMARY KEY REFERENCES support_group(id),
        since_at BIGINT NOT NULL
);

-- Read by nothing: the setting ticket.priorities holds the matrix
DROP TABLE priority_matrix;
