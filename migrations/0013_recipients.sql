-- Who is told of a public reply, as its author chose
CREATE TABLE entry_recipient (
        entry_id BIGINT NOT NULL REFERENCES entry(id),
        person_id BIGINT NOT NULL REFERENCES person(id),
        PRIMARY KEY (entry_id, person_id)
);
CREATE INDEX entry_recipient_person ON entry_recipient (person_id);

-- Agents named with @login in a note or a reply
CREATE TABLE entry_mention (
        person_id BIGINT NOT NULL REFERENCES person(id),
        entry_id BIGINT NOT NULL REFERENCES entry(id),
        PRIMARY KEY (person_id, entry_id)
);
CREATE INDEX entry_mention_entry ON entry_mention (entry_id);

-- A group asked for its advice; shared: the row of ticket_share was made for it and goes with it
CREATE TABLE advice (
        id @id,
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        group_id BIGINT NOT NULL REFERENCES support_group(id),
        shared SMALLINT NOT NULL DEFAULT 0,
        asked_at BIGINT NOT NULL,
        asked_by BIGINT,
        closed_at BIGINT,
        closed_by BIGINT
);
CREATE UNIQUE INDEX advice_open ON advice (ticket_id, group_id) WHERE closed_at IS NULL;
CREATE INDEX advice_waits ON advice (group_id, asked_at) WHERE closed_at IS NULL;
