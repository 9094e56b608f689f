-- catalog, with the versions that clocks and plans point at, and courses

-- Opening hours of a site
CREATE TABLE calendar (
        id @id,
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL
);

-- Never changed; day_ms = one "business day"
CREATE TABLE calendar_version (
        id @id,
        calendar_id BIGINT NOT NULL REFERENCES calendar(id),
        version BIGINT NOT NULL,
        time_zone TEXT NOT NULL,
        day_ms BIGINT NOT NULL CHECK (day_ms > 0),
        week TEXT NOT NULL,
        holidays TEXT NOT NULL,
        from_at BIGINT NOT NULL,
        by_id BIGINT,
        UNIQUE (calendar_id, version)
);

-- A delay one commits to (SLA, or OLA between groups)
CREATE TABLE promise (
        id @id,
        code TEXT NOT NULL UNIQUE,
        name_fr TEXT NOT NULL,
        name_en TEXT NOT NULL,
        between_groups SMALLINT NOT NULL DEFAULT 0 CHECK (between_groups IN (0,1))
);

-- Never changed; levels in thousandths
CREATE TABLE promise_version (
        id @id,
        promise_id BIGINT NOT NULL REFERENCES promise(id),
        version BIGINT NOT NULL,
        calendar_id BIGINT NOT NULL REFERENCES calendar(id),
        clock TEXT NOT NULL CHECK (clock IN ('response','resolution','internal')),
        target_ms BIGINT NOT NULL CHECK (target_ms > 0),
        pauses TEXT NOT NULL,
        levels TEXT NOT NULL DEFAULT '[500,750,900,1000]',
        UNIQUE (promise_id, version)
);

-- What one asks help about; routes to its group
CREATE TABLE service (
        id @id,
        code TEXT NOT NULL UNIQUE,
        department_id BIGINT NOT NULL REFERENCES department(id),
        group_id BIGINT NOT NULL REFERENCES support_group(id),
        name_fr TEXT NOT NULL,
        name_en TEXT NOT NULL,
        state SMALLINT NOT NULL DEFAULT 10,
        agent_named SMALLINT NOT NULL DEFAULT 1 CHECK (agent_named IN (0,1)),
        confidential SMALLINT NOT NULL DEFAULT 0 CHECK (confidential IN (0,1)),
        keep_days BIGINT NOT NULL DEFAULT 1825,
        sort SMALLINT NOT NULL DEFAULT 100,
        icon TEXT NOT NULL DEFAULT 'help',
        family_fr TEXT NOT NULL DEFAULT '',
        family_en TEXT NOT NULL DEFAULT '',
        summary_fr TEXT NOT NULL DEFAULT '',
        summary_en TEXT NOT NULL DEFAULT '',
        body TEXT NOT NULL DEFAULT ''
);

-- Typology
CREATE TABLE category (
        id @id,
        service_id BIGINT REFERENCES service(id),
        code TEXT NOT NULL UNIQUE,
        name_fr TEXT NOT NULL,
        name_en TEXT NOT NULL,
        confidential SMALLINT NOT NULL DEFAULT 0
);

-- Department x audience map
CREATE TABLE service_audience (
        service_id BIGINT NOT NULL REFERENCES service(id),
        audience TEXT NOT NULL,
        department_id BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (service_id, audience, department_id)
);

-- Fields as data, never changed once published
CREATE TABLE form_version (
        id @id,
        form TEXT NOT NULL,
        version BIGINT NOT NULL,
        body TEXT NOT NULL,
        published_at BIGINT,
        UNIQUE (form, version)
);

-- Custom fields that lists may filter on
CREATE TABLE field (
        id @id,
        code TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL CHECK (type IN ('text','choice','number','date','person','flag')),
        name_fr TEXT NOT NULL,
        name_en TEXT NOT NULL
);

-- A published graph never changes
CREATE TABLE plan_version (
        id @id,
        plan TEXT NOT NULL,
        version BIGINT NOT NULL,
        name_fr TEXT NOT NULL,
        name_en TEXT NOT NULL,
        published_at BIGINT,
        UNIQUE (plan, version)
);

-- "1", "2.1", "2.2", "3"
CREATE TABLE plan_step (
        id @id,
        plan_version_id BIGINT NOT NULL REFERENCES plan_version(id),
        code TEXT NOT NULL,
        label_fr TEXT NOT NULL,
        label_en TEXT NOT NULL,
        group_id BIGINT NOT NULL REFERENCES support_group(id),
        kind TEXT NOT NULL DEFAULT 'task' CHECK (kind IN ('task','agreement')),
        condition TEXT,
        optional SMALLINT NOT NULL DEFAULT 0,
        due TEXT,
        checklist TEXT NOT NULL DEFAULT '[]',
        UNIQUE (plan_version_id, code)
);

-- From must be done before to opens
CREATE TABLE plan_edge (
        to_id BIGINT NOT NULL REFERENCES plan_step(id),
        from_id BIGINT NOT NULL REFERENCES plan_step(id),
        PRIMARY KEY (to_id, from_id)
);

-- Catalogue item, one row per audience
CREATE TABLE offer (
        id @id,
        service_id BIGINT NOT NULL REFERENCES service(id),
        code TEXT NOT NULL,
        audience TEXT NOT NULL DEFAULT '',
        form_version_id BIGINT NOT NULL REFERENCES form_version(id),
        plan_version_id BIGINT REFERENCES plan_version(id),
        promise_id BIGINT REFERENCES promise(id),
        state SMALLINT NOT NULL DEFAULT 10,
        UNIQUE (service_id, code, audience)
);

-- Impact and urgency give the priority; 1 is the gravest
CREATE TABLE priority_matrix (
        impact SMALLINT NOT NULL CHECK (impact BETWEEN 1 AND 3),
        urgency SMALLINT NOT NULL CHECK (urgency BETWEEN 1 AND 3),
        priority SMALLINT NOT NULL CHECK (priority BETWEEN 1 AND 4),
        PRIMARY KEY (impact, urgency)
);
INSERT INTO priority_matrix (impact, urgency, priority)
VALUES (1,1,1), (1,2,2), (1,3,3), (2,1,2), (2,2,3), (2,3,3), (3,1,3), (3,2,3), (3,3,4);

-- course, before ticket, which points at it

-- first_at: first teaching activity
CREATE TABLE course (
        id @id,
        code TEXT NOT NULL,
        term TEXT NOT NULL,
        title TEXT NOT NULL,
        department_id BIGINT NOT NULL REFERENCES department(id),
        owner_id BIGINT REFERENCES person(id),
        first_at BIGINT,
        UNIQUE (code, term)
);

-- Way of teaching that one supports
CREATE TABLE approach (
        id @id,
        code TEXT NOT NULL UNIQUE,
        name_fr TEXT NOT NULL,
        name_en TEXT NOT NULL,
        offer_id BIGINT REFERENCES offer(id)
);

-- Dated teaching
CREATE TABLE course_session (
        id @id,
        course_id BIGINT NOT NULL REFERENCES course(id),
        from_at BIGINT NOT NULL,
        to_at BIGINT NOT NULL,
        theme TEXT,
        CHECK (to_at > from_at),
        UNIQUE (course_id, from_at, to_at)
);
CREATE INDEX course_session_from ON course_session (from_at);

-- Three facts, dated and signed
CREATE TABLE presenter (
        course_id BIGINT NOT NULL REFERENCES course(id),
        person_id BIGINT NOT NULL REFERENCES person(id),
        informed_at BIGINT,
        informed_by BIGINT,
        trained_at BIGINT,
        trained_by BIGINT,
        supported_at BIGINT,
        supported_by BIGINT,
        PRIMARY KEY (course_id, person_id)
);

-- One spreadsheet; before = what undo needs
CREATE TABLE grid (
        id @id,
        sha256 @blob NOT NULL,
        name TEXT NOT NULL,
        state SMALLINT NOT NULL DEFAULT 10,
        by_id BIGINT,
        made_at BIGINT NOT NULL,
        applied_at BIGINT,
        before TEXT
);
