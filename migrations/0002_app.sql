-- app: session, token, job, event, audit, setting

-- seen_at moves at most once a minute
CREATE TABLE session (
        token_hash @blob PRIMARY KEY,
        person_id BIGINT NOT NULL REFERENCES person(id),
        csrf @blob NOT NULL,
        level SMALLINT NOT NULL DEFAULT 10,
        persona TEXT,
        made_at BIGINT NOT NULL,
        seen_at BIGINT NOT NULL,
        ends_at BIGINT NOT NULL
);
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_ends ON session (ends_at);

-- Every secret that leaves the house, hashed
CREATE TABLE token (
        id @id,
        secret_hash @blob NOT NULL UNIQUE,
        person_id BIGINT NOT NULL REFERENCES person(id),
        use TEXT NOT NULL CHECK (use IN ('api','calendar','login','reset','invite','follow_up','unsubscribe')),
        scopes TEXT NOT NULL DEFAULT '',
        ticket_id BIGINT,
        ends_at BIGINT NOT NULL,
        used_at BIGINT
);

-- Written in the work's own transaction, kept a day
CREATE TABLE idempotency (
        person_id BIGINT NOT NULL,
        key_hash @blob NOT NULL,
        request_hash @blob NOT NULL,
        status SMALLINT NOT NULL,
        reply TEXT NOT NULL,
        made_at BIGINT NOT NULL,
        PRIMARY KEY (person_id, key_hash)
);
CREATE INDEX idempotency_made ON idempotency (made_at);

-- Timers and work; claiming moves run_at on; a job given up gets run_at 9999
CREATE TABLE job (
        id @id,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        run_at BIGINT NOT NULL,
        attempts SMALLINT NOT NULL DEFAULT 0,
        lease BIGINT NOT NULL DEFAULT 0,
        args TEXT NOT NULL DEFAULT '{}',
        why TEXT,
        UNIQUE (kind, key)
);
CREATE INDEX job_run ON job (run_at, id);

-- What changed and who may know; names no content; kept 15 minutes
CREATE TABLE event (
        id @id,
        at BIGINT NOT NULL,
        kind SMALLINT NOT NULL,
        ticket_id BIGINT,
        version BIGINT,
        scopes TEXT NOT NULL,
        people TEXT NOT NULL
);

-- Security events and changes of configuration, append-only
CREATE TABLE audit (
        id @id,
        at BIGINT NOT NULL,
        actor_id BIGINT,
        verb TEXT NOT NULL,
        object TEXT NOT NULL,
        object_id BIGINT,
        result TEXT NOT NULL,
        peer TEXT,
        detail TEXT
);
CREATE INDEX audit_object ON audit (object, object_id, id);
CREATE INDEX audit_actor ON audit (actor_id, id);

-- Who read what; written in groups outside the request
CREATE TABLE read_log (
        id @id,
        at BIGINT NOT NULL,
        person_id BIGINT NOT NULL,
        ticket_id BIGINT NOT NULL,
        what SMALLINT NOT NULL
);
CREATE INDEX read_log_ticket ON read_log (ticket_id, id);

-- What differs from the default
CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL,
        version BIGINT NOT NULL DEFAULT 1,
        changed_at BIGINT NOT NULL,
        changed_by BIGINT
);

-- One listener
CREATE TABLE webhook (
        id @id,
        url TEXT NOT NULL,
        secret @blob NOT NULL,
        kinds TEXT NOT NULL,
        owner_id BIGINT NOT NULL REFERENCES person(id),
        state SMALLINT NOT NULL DEFAULT 10
);

-- Only the oldest of (webhook, ticket) is ever sent
CREATE TABLE webhook_send (
        id @id,
        webhook_id BIGINT NOT NULL REFERENCES webhook(id),
        ticket_id BIGINT NOT NULL,
        what TEXT NOT NULL,
        state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,20,30)),
        run_at BIGINT NOT NULL,
        attempts SMALLINT NOT NULL DEFAULT 0,
        answer TEXT
);
CREATE INDEX webhook_send_due ON webhook_send (run_at, id) WHERE state = 10;
CREATE INDEX webhook_send_line ON webhook_send (webhook_id, ticket_id, id) WHERE state = 10;

-- Replayed after a restore, so that nobody comes back
CREATE TABLE erasure (
        person_id BIGINT PRIMARY KEY,
        at BIGINT NOT NULL,
        by_id BIGINT NOT NULL,
        proof TEXT NOT NULL
);

-- Failed sign-ins by login and by address, hashed: slows guessing down
CREATE TABLE lookup_failure (
        key_hash @blob PRIMARY KEY,
        n BIGINT NOT NULL,
        until_at BIGINT NOT NULL
);
CREATE INDEX lookup_failure_until ON lookup_failure (until_at);

-- Old addresses of the portal
CREATE TABLE redirect (
        path TEXT PRIMARY KEY,
        target TEXT NOT NULL
);

--@sqlite

-- One writer: a row is enough
CREATE TABLE counter (
        kind SMALLINT PRIMARY KEY,
        n BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO counter VALUES (1,0),(2,0),(3,0),(4,0),(5,0),(6,0);

--@postgres

-- CACHE 1; nextval is the last thing before the insert
CREATE SEQUENCE number_1;
CREATE SEQUENCE number_2;
CREATE SEQUENCE number_3;
CREATE SEQUENCE number_4;
CREATE SEQUENCE number_5;
CREATE SEQUENCE number_6;

--@both
