-- support, rooms, duty; mail in, mail out

-- New types without code
CREATE TABLE support_template (
        id @id,
        code TEXT NOT NULL UNIQUE,
        name_fr TEXT NOT NULL,
        name_en TEXT NOT NULL,
        group_id BIGINT NOT NULL REFERENCES support_group(id),
        mode TEXT NOT NULL,
        minutes SMALLINT NOT NULL,
        checklist TEXT NOT NULL DEFAULT '[]'
);

-- Rooms and cubicles
CREATE TABLE room (
        id @id,
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        site TEXT NOT NULL DEFAULT '',
        kind TEXT NOT NULL DEFAULT 'room'
);

-- Support at a date and place
CREATE TABLE support_task (
        ticket_id BIGINT PRIMARY KEY REFERENCES ticket(id),
        service_task_id BIGINT REFERENCES service_task(ticket_id),
        template_id BIGINT NOT NULL REFERENCES support_template(id),
        mode TEXT NOT NULL,
        from_at BIGINT NOT NULL,
        to_at BIGINT NOT NULL,
        session_id BIGINT REFERENCES course_session(id),
        person_id BIGINT REFERENCES person(id),
        link TEXT,
        CHECK (to_at > from_at)
);
CREATE INDEX support_task_step ON support_task (service_task_id);
CREATE INDEX support_task_from ON support_task (from_at);
CREATE INDEX support_task_session ON support_task (session_id);

-- At most a day, so that the index ends the look-back
CREATE TABLE booking (
        id @id,
        room_id BIGINT NOT NULL REFERENCES room(id),
        from_at BIGINT NOT NULL,
        to_at BIGINT NOT NULL,
        ticket_id BIGINT REFERENCES ticket(id),
        by_id BIGINT,
        state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,60)),
        CHECK (to_at > from_at AND to_at - from_at <= 86400000)
);
CREATE INDEX booking_room ON booking (room_id, from_at) WHERE state = 10;

--@sqlite

CREATE TRIGGER booking_new BEFORE INSERT ON booking WHEN NEW.state = 10
BEGIN
        SELECT RAISE(ABORT, 'booking overlaps') WHERE EXISTS (
                SELECT 1 FROM booking b
                WHERE b.room_id = NEW.room_id AND b.state = 10 AND b.from_at < NEW.to_at
                AND b.from_at > NEW.from_at - 86400000 AND b.to_at > NEW.from_at);
END;

CREATE TRIGGER booking_move BEFORE UPDATE ON booking WHEN NEW.state = 10
BEGIN
        SELECT RAISE(ABORT, 'booking overlaps') WHERE EXISTS (
                SELECT 1 FROM booking b
                WHERE b.id <> NEW.id AND b.room_id = NEW.room_id AND b.state = 10 AND b.from_at < NEW.to_at
                AND b.from_at > NEW.from_at - 86400000 AND b.to_at > NEW.from_at);
END;

--@postgres

CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE booking ADD CONSTRAINT booking_overlap 
        EXCLUDE USING gist (room_id WITH =, int8range(from_at, to_at) WITH &&) WHERE (state = 10);

--@both

-- A line to be held
CREATE TABLE roster (
        id @id,
        name TEXT NOT NULL,
        group_id BIGINT NOT NULL REFERENCES support_group(id),
        calendar_id BIGINT NOT NULL REFERENCES calendar(id),
        phone TEXT
);

-- A relief is a shift on top, which ends by itself
CREATE TABLE shift (
        id @id,
        roster_id BIGINT NOT NULL REFERENCES roster(id),
        person_id BIGINT NOT NULL REFERENCES person(id),
        from_at BIGINT NOT NULL,
        to_at BIGINT NOT NULL,
        relief_of BIGINT REFERENCES shift(id),
        CHECK (to_at > from_at)
);
CREATE INDEX shift_roster ON shift (roster_id, from_at);

-- intake and relay

-- Where mail comes in
CREATE TABLE mailbox (
        id @id,
        address_fold @fold NOT NULL UNIQUE,
        kind TEXT NOT NULL DEFAULT 'imap' CHECK (kind IN ('imap','pipe')),
        url TEXT,
        service_id BIGINT REFERENCES service(id),
        group_id BIGINT REFERENCES support_group(id),
        secret @blob,
        uid_validity BIGINT,
        last_uid BIGINT NOT NULL DEFAULT 0,
        state TEXT
);

-- source = mailbox/uidvalidity/uid or hash; content_hash leaves out the trace headers; 10 new, 20
-- done, 30 filed, 40 held, 50 failed
CREATE TABLE mail_in (
        id @id,
        mailbox_id BIGINT REFERENCES mailbox(id),
        source TEXT NOT NULL UNIQUE,
        message_id TEXT NOT NULL,
        content_hash @blob NOT NULL,
        received_at BIGINT NOT NULL,
        state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,20,30,40,50)),
        why TEXT,
        ticket_id BIGINT,
        entry_id BIGINT,
        file TEXT NOT NULL,
        UNIQUE (message_id, content_hash)
);
CREATE INDEX mail_in_open ON mail_in (id) WHERE state IN (10,40,50);

-- One address, one ticket, one side (requester, external group, colleague): the keyed reply address
CREATE TABLE mail_party (
        id @id,
        token_hash @blob NOT NULL UNIQUE,
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        side SMALLINT NOT NULL CHECK (side IN (10,20,30)),
        person_id BIGINT REFERENCES person(id),
        group_id BIGINT REFERENCES support_group(id),
        address_fold @fold NOT NULL,
        UNIQUE (ticket_id, side, address_fold)
);

-- One row per recipient, so that no header can name another; due, sent, failed, withheld
CREATE TABLE outbox (
        id @id,
        ticket_id BIGINT,
        entry_id BIGINT,
        party_id BIGINT REFERENCES mail_party(id),
        person_id BIGINT,
        address_fold @fold NOT NULL,
        template TEXT NOT NULL,
        args TEXT NOT NULL DEFAULT '{}',
        message_id TEXT NOT NULL UNIQUE,
        state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,20,30,40)),
        run_at BIGINT NOT NULL,
        attempts SMALLINT NOT NULL DEFAULT 0,
        answer TEXT
);
CREATE INDEX outbox_due ON outbox (run_at, id) WHERE state = 10;
CREATE INDEX outbox_ticket ON outbox (ticket_id);

-- Who may answer for an external group: an address or @domain
CREATE TABLE group_sender (
        group_id BIGINT NOT NULL REFERENCES support_group(id),
        pattern @fold NOT NULL,
        PRIMARY KEY (group_id, pattern)
);
