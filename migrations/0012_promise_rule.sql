-- Which promise holds for which ticket: of each clock, the rule with the most conditions that fit; then the
-- smallest rank.  service_id 0, priority 0 and audience '' mean any
CREATE TABLE promise_rule (
        id @id,
        promise_id BIGINT NOT NULL REFERENCES promise(id),
        kind SMALLINT NOT NULL CHECK (kind BETWEEN 1 AND 6),
        service_id BIGINT NOT NULL DEFAULT 0,
        priority SMALLINT NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 4),
        audience TEXT NOT NULL DEFAULT '',
        rank SMALLINT NOT NULL DEFAULT 0,
        UNIQUE (kind, service_id, priority, audience, promise_id)
);
INSERT INTO promise_rule (promise_id, kind)
SELECT id, 1 FROM promise WHERE code IN ('incident.response', 'incident.resolution');

-- When a version began to hold: running clocks go over at that moment
ALTER TABLE promise_version ADD COLUMN from_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE promise_version ADD COLUMN by_id BIGINT;

-- Paused clocks go over too
DROP INDEX clock_calendar;
CREATE INDEX clock_calendar ON clock (calendar_version_id, id) WHERE state IN (10,20);

-- What was kept lately
CREATE INDEX clock_stopped ON clock (stopped_at, promise_version_id, breached_at) WHERE state = 30;

-- When the desk was last told that a ticket has had no news: once a period
CREATE TABLE ticket_silence (
        ticket_id BIGINT PRIMARY KEY REFERENCES ticket(id),
        told_at BIGINT NOT NULL
);
