-- clock, agreement, plan

-- 10 running, 20 paused, 30 stopped, 40 void; the API's met = stopped and not breached; reopening =
-- next round
CREATE TABLE clock (
        id @id,
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        name TEXT NOT NULL,
        round SMALLINT NOT NULL DEFAULT 1,
        promise_version_id BIGINT NOT NULL REFERENCES promise_version(id),
        calendar_version_id BIGINT NOT NULL REFERENCES calendar_version(id),
        state SMALLINT NOT NULL CHECK (state IN (10,20,30,40)),
        since_at BIGINT NOT NULL,
        spent_ms BIGINT NOT NULL DEFAULT 0,
        due_at BIGINT NOT NULL,
        level_at BIGINT NOT NULL,
        level SMALLINT NOT NULL DEFAULT 0,
        stopped_at BIGINT,
        breached_at BIGINT,
        UNIQUE (ticket_id, name, round)
);

-- Who is touched by a calendar edit
CREATE INDEX clock_calendar ON clock (calendar_version_id, id) WHERE state = 10;

-- The ledger
CREATE TABLE clock_segment (
        clock_id BIGINT NOT NULL REFERENCES clock(id),
        seq SMALLINT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('run','pause','correction')),
        from_at BIGINT NOT NULL,
        to_at BIGINT NOT NULL,
        calendar_version_id BIGINT NOT NULL REFERENCES calendar_version(id),
        counted_ms BIGINT NOT NULL,
        note TEXT,
        CHECK (to_at >= from_at),
        PRIMARY KEY (clock_id, seq)
);

-- Asked, given, refused, lapsed
CREATE TABLE agreement (
        id @id,
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        role TEXT NOT NULL,
        person_id BIGINT REFERENCES person(id),
        question TEXT NOT NULL,
        token_hash @blob UNIQUE,
        state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,20,30,40)),
        rank SMALLINT NOT NULL DEFAULT 1,
        asked_at BIGINT NOT NULL,
        ends_at BIGINT NOT NULL,
        decided_at BIGINT,
        decided_by BIGINT,
        proof TEXT
);
CREATE INDEX agreement_ticket ON agreement (ticket_id);
CREATE INDEX agreement_person ON agreement (person_id, id) WHERE state = 10;

-- Requested item: what was asked, under which versions
CREATE TABLE item (
        ticket_id BIGINT PRIMARY KEY REFERENCES ticket(id),
        offer_id BIGINT NOT NULL REFERENCES offer(id),
        form_version_id BIGINT NOT NULL REFERENCES form_version(id),
        plan_version_id BIGINT REFERENCES plan_version(id),
        answers TEXT NOT NULL DEFAULT '{}',
        done_at BIGINT
);

-- 0 waiting, 1 open, 2 done, 3 skipped
CREATE TABLE service_task (
        ticket_id BIGINT PRIMARY KEY REFERENCES ticket(id),
        item_id BIGINT NOT NULL REFERENCES item(ticket_id),
        step_id BIGINT NOT NULL REFERENCES plan_step(id),
        phase SMALLINT NOT NULL DEFAULT 0 CHECK (phase IN (0,1,2,3)),
        opened_at BIGINT,
        UNIQUE (item_id, step_id)
);

-- One item per course x approach, for ever
CREATE TABLE grid_line (
        course_id BIGINT NOT NULL REFERENCES course(id),
        approach_id BIGINT NOT NULL REFERENCES approach(id),
        item_id BIGINT NOT NULL REFERENCES item(ticket_id),
        grid_id BIGINT NOT NULL REFERENCES grid(id),
        withdrawn_at BIGINT,
        body_hash @blob NOT NULL,
        PRIMARY KEY (course_id, approach_id)
);
