-- people: departments, persons, groups, rights

-- Who owns services and groups
CREATE TABLE department (
        id @id,
        code TEXT NOT NULL UNIQUE,
        name_fr TEXT NOT NULL,
        name_en TEXT NOT NULL,
        parent_id BIGINT REFERENCES department(id),
        time_zone TEXT NOT NULL DEFAULT 'Europe/Paris'
);

-- Everybody, with or without an account; state 10 active, 20 closed, 30 erased
CREATE TABLE person (
        id @id,
        login @fold UNIQUE,
        name TEXT NOT NULL,
        name_fold @fold NOT NULL,
        phone TEXT,
        phone_fold @fold,
        student_number TEXT,
        lang TEXT NOT NULL DEFAULT 'fr',
        state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,20,30)),
        source TEXT NOT NULL DEFAULT 'local',
        source_key TEXT,
        charter_at BIGINT,
        prefs TEXT NOT NULL DEFAULT '{}',
        version BIGINT NOT NULL DEFAULT 1,
        UNIQUE (source, source_key)
);
-- Look-ups of the phone entry: folded name by prefix, digits of the phone, student number
CREATE INDEX person_name ON person (name_fold, id);
CREATE INDEX person_phone ON person (phone_fold) WHERE phone_fold IS NOT NULL;
CREATE INDEX person_student ON person (student_number) WHERE student_number IS NOT NULL;

-- Proven addresses: whose mail is this
CREATE TABLE person_mail (
        address_fold @fold PRIMARY KEY,
        person_id BIGINT NOT NULL REFERENCES person(id),
        verified_at BIGINT,
        bounced_at BIGINT
);

-- Audiences and personas come from here
CREATE TABLE affiliation (
        person_id BIGINT NOT NULL REFERENCES person(id),
        kind TEXT NOT NULL,
        department_id BIGINT NOT NULL REFERENCES department(id),
        until_at BIGINT NOT NULL DEFAULT 253402300799999,
        PRIMARY KEY (person_id, kind, department_id)
);

-- How somebody proves who they are
CREATE TABLE credential (
        id @id,
        person_id BIGINT NOT NULL REFERENCES person(id),
        kind TEXT NOT NULL CHECK (kind IN ('password','totp','passkey','cas','saml','oidc')),
        issuer TEXT NOT NULL DEFAULT '',
        subject TEXT NOT NULL,
        secret @blob,
        last_step BIGINT NOT NULL DEFAULT 0,
        created_at BIGINT NOT NULL,
        UNIQUE (kind, issuer, subject)
);

-- Teams; function 10 use, 20 operation, 30 evolution
CREATE TABLE support_group (
        id @id,
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        department_id BIGINT NOT NULL REFERENCES department(id),
        function SMALLINT NOT NULL DEFAULT 10 CHECK (function IN (10,20,30)),
        external SMALLINT NOT NULL DEFAULT 0 CHECK (external IN (0,1)),
        closed SMALLINT NOT NULL DEFAULT 0 CHECK (closed IN (0,1)),
        assign TEXT NOT NULL DEFAULT 'manual' CHECK (assign IN ('manual','take','round_robin','least_loaded','on_duty')),
        last_person_id BIGINT REFERENCES person(id),
        sort SMALLINT NOT NULL DEFAULT 100
);

-- Who is in which team
CREATE TABLE group_member (
        group_id BIGINT NOT NULL REFERENCES support_group(id),
        person_id BIGINT NOT NULL REFERENCES person(id),
        lead SMALLINT NOT NULL DEFAULT 0,
        PRIMARY KEY (group_id, person_id)
);
CREATE INDEX group_member_person ON group_member (person_id);

-- Rights; department 0 = everywhere
CREATE TABLE role_grant (
        person_id BIGINT NOT NULL REFERENCES person(id),
        role TEXT NOT NULL CHECK (role IN ('agent','lead','manager','department_admin','admin')),
        department_id BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (person_id, role, department_id)
);

-- Computed: what a person reads (1), works (2), manages (4)
CREATE TABLE actor_scope (
        person_id BIGINT NOT NULL REFERENCES person(id),
        scope BIGINT NOT NULL,
        rights SMALLINT NOT NULL,
        PRIMARY KEY (person_id, scope)
);
CREATE INDEX actor_scope_scope ON actor_scope (scope);

-- Away, and who stands in
CREATE TABLE absence (
        id @id,
        person_id BIGINT NOT NULL REFERENCES person(id),
        from_at BIGINT NOT NULL,
        to_at BIGINT NOT NULL,
        substitute_id BIGINT REFERENCES person(id),
        CHECK (to_at > from_at)
);
