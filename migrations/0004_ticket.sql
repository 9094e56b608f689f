-- ticket: the parent record, its journal and its search index

-- The parent record; wide text last.  news_kind: whose turn it is, 0 the desk's, 1 the requester's,
-- 2 settled; stated_urgency: what the requester said, urgency: what the desk made of it
CREATE TABLE ticket (
        id @id,
        kind SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 6),
        num BIGINT NOT NULL,
        version BIGINT NOT NULL DEFAULT 1,
        state SMALLINT NOT NULL CHECK (state IN (10,20,30,40,50,60)),
        pending SMALLINT NOT NULL DEFAULT 0 CHECK ((state = 30) = (pending > 0)),
        scope BIGINT NOT NULL,
        due_at BIGINT NOT NULL DEFAULT 253402300799999,
        group_id BIGINT NOT NULL REFERENCES support_group(id),
        assignee_id BIGINT REFERENCES person(id),
        department_id BIGINT NOT NULL REFERENCES department(id),
        service_id BIGINT REFERENCES service(id),
        category_id BIGINT REFERENCES category(id),
        requester_id BIGINT REFERENCES person(id),
        requested_for_id BIGINT REFERENCES person(id),
        opened_by_id BIGINT REFERENCES person(id),
        contact_id BIGINT REFERENCES person(id),
        parent_id BIGINT REFERENCES ticket(id),
        course_id BIGINT REFERENCES course(id),
        persona TEXT,
        channel SMALLINT NOT NULL DEFAULT 10,
        impact SMALLINT NOT NULL DEFAULT 2 CHECK (impact BETWEEN 1 AND 3),
        urgency SMALLINT NOT NULL DEFAULT 2 CHECK (urgency BETWEEN 1 AND 3),
        priority SMALLINT NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 4),
        confidential SMALLINT NOT NULL DEFAULT 0 CHECK (confidential IN (0,1)),
        transfers SMALLINT NOT NULL DEFAULT 0,
        diagnosis SMALLINT NOT NULL DEFAULT 0,
        news_at BIGINT,
        news_kind SMALLINT NOT NULL DEFAULT 0,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        resolved_at BIGINT,
        closed_at BIGINT,
        stated_urgency SMALLINT,
        site TEXT,
        room TEXT,
        equipment TEXT,
        subject TEXT NOT NULL,
        description TEXT NOT NULL DEFAULT '',
        UNIQUE (kind, num)
);
CREATE INDEX ticket_group_made ON ticket (group_id, created_at, id);
CREATE INDEX ticket_scope_made ON ticket (scope, created_at, id);
CREATE INDEX ticket_service_made ON ticket (service_id, created_at, id);
-- The open ones.  After the indexes above: between two that look equal SQLite takes the younger, and
-- a count of what is open must not read all that was ever closed
CREATE INDEX ticket_group_due ON ticket (group_id, due_at, id, scope) WHERE state < 40;
CREATE INDEX ticket_mine_due ON ticket (assignee_id, due_at, id, scope) WHERE state < 40;
CREATE INDEX ticket_scope_due ON ticket (scope, due_at, id) WHERE state < 40;
CREATE INDEX ticket_parent ON ticket (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX ticket_course ON ticket (course_id, id) WHERE course_id IS NOT NULL;
-- Retention
CREATE INDEX ticket_closed ON ticket (service_id, closed_at, id) WHERE closed_at IS NOT NULL;

-- Requester, for, opened by, contact, invited, watcher: their reading right and "my requests"
CREATE TABLE ticket_person (
        person_id BIGINT NOT NULL REFERENCES person(id),
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        part SMALLINT NOT NULL CHECK (part IN (10,20,30,40,50,60)),
        PRIMARY KEY (person_id, ticket_id, part)
);
CREATE INDEX ticket_person_ticket ON ticket_person (ticket_id);

-- Second owner until one accepts
CREATE TABLE ticket_share (
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        scope BIGINT NOT NULL,
        PRIMARY KEY (ticket_id, scope)
);
CREATE INDEX ticket_share_scope ON ticket_share (scope, ticket_id);

-- Custom fields
CREATE TABLE ticket_field (
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        field_id BIGINT NOT NULL REFERENCES field(id),
        num BIGINT,
        fold @fold,
        body TEXT,
        PRIMARY KEY (ticket_id, field_id)
);
CREATE INDEX ticket_field_fold ON ticket_field (field_id, fold, ticket_id);
CREATE INDEX ticket_field_num ON ticket_field (field_id, num, ticket_id);

-- Questions of the form and what was answered, in order
CREATE TABLE question_answer (
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        ord SMALLINT NOT NULL,
        question TEXT,
        answer TEXT,
        PRIMARY KEY (ticket_id, ord)
);

-- The journal
CREATE TABLE entry (
        id @id,
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        at BIGINT NOT NULL,
        kind SMALLINT NOT NULL,
        author_id BIGINT,
        is_public SMALLINT NOT NULL CHECK (is_public IN (0,1)),
        channel SMALLINT NOT NULL DEFAULT 10,
        changes TEXT,
        mail_in_id BIGINT
);
CREATE INDEX entry_ticket ON entry (ticket_id, id);

-- What was written; blanked by erasure
CREATE TABLE entry_body (
        entry_id BIGINT PRIMARY KEY REFERENCES entry(id),
        body TEXT NOT NULL,
        html TEXT,
        erased_at BIGINT
);

-- file = hash-random, never shared, never reused
CREATE TABLE attachment (
        id @id,
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        entry_id BIGINT REFERENCES entry(id),
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        size BIGINT NOT NULL,
        sha256 @blob NOT NULL,
        file TEXT NOT NULL UNIQUE,
        is_public SMALLINT NOT NULL,
        evidence SMALLINT NOT NULL DEFAULT 0
);
CREATE INDEX attachment_ticket ON attachment (ticket_id, id);

-- Typed text; send_at = reply in its ten seconds of undo
CREATE TABLE draft (
        person_id BIGINT NOT NULL REFERENCES person(id),
        place TEXT NOT NULL,
        body TEXT NOT NULL,
        send_at BIGINT,
        saved_at BIGINT NOT NULL,
        PRIMARY KEY (person_id, place)
);

-- New communications
CREATE TABLE ticket_seen (
        person_id BIGINT NOT NULL REFERENCES person(id),
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        entry_id BIGINT NOT NULL,
        PRIMARY KEY (person_id, ticket_id)
);

-- Related, duplicate, caused by, merged into
CREATE TABLE ticket_link (
        from_id BIGINT NOT NULL REFERENCES ticket(id),
        to_id BIGINT NOT NULL REFERENCES ticket(id),
        kind SMALLINT NOT NULL,
        url TEXT,
        PRIMARY KEY (from_id, to_id, kind)
);
CREATE INDEX ticket_link_to ON ticket_link (to_id);

-- Free words
CREATE TABLE tag (
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        word @fold NOT NULL,
        PRIMARY KEY (word, ticket_id)
);

-- Checklists
CREATE TABLE check_box (
        id @id,
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        code TEXT NOT NULL,
        label TEXT NOT NULL,
        required SMALLINT NOT NULL DEFAULT 0,
        done_at BIGINT,
        done_by BIGINT,
        value TEXT,
        UNIQUE (ticket_id, code)
);

-- Time given
CREATE TABLE time_spent (
        id @id,
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        person_id BIGINT NOT NULL,
        at BIGINT NOT NULL,
        ms BIGINT NOT NULL,
        note TEXT
);

-- Personal, group, everybody; filter is data, never SQL
CREATE TABLE saved_view (
        id @id,
        owner_id BIGINT,
        group_id BIGINT,
        name TEXT NOT NULL,
        filter TEXT NOT NULL,
        columns TEXT NOT NULL,
        sort TEXT NOT NULL,
        rank SMALLINT NOT NULL DEFAULT 0
);

-- Ready answers
CREATE TABLE canned (
        id @id,
        owner_id BIGINT,
        group_id BIGINT,
        name TEXT NOT NULL,
        lang TEXT NOT NULL,
        body TEXT NOT NULL
);

-- Ping-pong, counted
CREATE TABLE transfer (
        id @id,
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        at BIGINT NOT NULL,
        from_group BIGINT NOT NULL,
        to_group BIGINT NOT NULL,
        by_id BIGINT,
        accepted_at BIGINT
);
CREATE INDEX transfer_ticket ON transfer (ticket_id);

--@sqlite

-- rowid = ticket; keys = 's24 p812': scopes and people
CREATE VIRTUAL TABLE search USING fts5(title, pub, note, keys, tokenize = 'guichet', prefix = '3');

CREATE TRIGGER entry_kept BEFORE UPDATE ON entry
BEGIN
        SELECT RAISE(ABORT, 'journal is append-only');
END;

CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN
        SELECT RAISE(ABORT, 'journal is append-only')
        WHERE NOT EXISTS (SELECT 1 FROM setting WHERE name = 'retention.running');
END;

--@postgres

-- Stems from the same C tokenizer: A title, B public, C note; keys '@s24' '@p812' and the bucket
-- '@b152' hold a sign that no word has
CREATE TABLE search (
        ticket_id BIGINT PRIMARY KEY REFERENCES ticket(id),
        tsv TSVECTOR NOT NULL
);
CREATE INDEX search_tsv ON search USING gin (tsv);

CREATE FUNCTION entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
        IF TG_OP = 'UPDATE' OR NOT EXISTS (SELECT 1 FROM setting WHERE name = 'retention.running') THEN
                RAISE EXCEPTION 'journal is append-only';
        END IF;
        RETURN OLD;
END $$;

CREATE TRIGGER entry_kept BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION entry_refuse();

--@both
