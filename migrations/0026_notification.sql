-- Notices: who is told that something happened on a ticket; ids only, the text is made when it is read

-- One unread row a person and ticket: what happens meanwhile is added to it (n, events)
CREATE TABLE notification (
        id @id,
        person_id BIGINT NOT NULL REFERENCES person(id),
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        events BIGINT NOT NULL,
        desk SMALLINT NOT NULL,
        n BIGINT NOT NULL DEFAULT 1,
        entry_id BIGINT NOT NULL DEFAULT 0,
        by_id BIGINT,
        at BIGINT NOT NULL,
        due_at BIGINT NOT NULL,
        page SMALLINT NOT NULL DEFAULT 1,
        mail SMALLINT NOT NULL DEFAULT 0,
        mail_at BIGINT NOT NULL DEFAULT 253402300799999,
        mailed_at BIGINT,
        read_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX notification_open ON notification (person_id, ticket_id) WHERE read_at = 0;
CREATE INDEX notification_person ON notification (person_id, at, id);
CREATE INDEX notification_ticket ON notification (ticket_id);
CREATE INDEX notification_at ON notification (at);
-- What a mailer reads: due, wanted by mail, not sent
CREATE INDEX notification_mail ON notification (mail_at, id) WHERE mail = 1 AND mailed_at IS NULL;

-- Who is told of what, where it differs from what is shipped: 0 never, 1 who chooses it, 2 who does not refuse it, 3 always
CREATE TABLE notification_rule (
        event TEXT NOT NULL,
        role TEXT NOT NULL,
        page SMALLINT NOT NULL CHECK (page BETWEEN 0 AND 3),
        mail SMALLINT NOT NULL CHECK (mail BETWEEN 0 AND 3),
        urgent SMALLINT NOT NULL CHECK (urgent IN (0,1)),
        PRIMARY KEY (event, role)
);

-- What each person chose, by event
CREATE TABLE notification_choice (
        person_id BIGINT NOT NULL REFERENCES person(id),
        event TEXT NOT NULL,
        page SMALLINT NOT NULL CHECK (page IN (0,1)),
        mail SMALLINT NOT NULL CHECK (mail IN (0,1)),
        PRIMARY KEY (person_id, event)
);
