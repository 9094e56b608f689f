-- sites, escalation, promises between groups

-- A place with hours of its own: the calendar of a ticket's promises; from_at: since when it is this calendar
CREATE TABLE site (
        id @id,
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        name_fold @fold NOT NULL UNIQUE,
        calendar_id BIGINT NOT NULL REFERENCES calendar(id),
        from_at BIGINT NOT NULL,
        version BIGINT NOT NULL DEFAULT 1
);

-- Promises that hold at a site before all rules
CREATE TABLE site_promise (
        site_id BIGINT NOT NULL REFERENCES site(id),
        promise_id BIGINT NOT NULL REFERENCES promise(id),
        PRIMARY KEY (site_id, promise_id)
);

-- The site that a ticket's own words name
CREATE TABLE ticket_site (
        ticket_id BIGINT PRIMARY KEY REFERENCES ticket(id),
        site_id BIGINT NOT NULL REFERENCES site(id)
);

-- From which thousandth on whom to tell, and where a ticket goes that nobody hurried
ALTER TABLE promise_version ADD COLUMN acts TEXT NOT NULL DEFAULT '{"agent":750,"group":900,"manager":1000}';
