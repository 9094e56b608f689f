-- One place for what is told: the bell, the list and the desk's panel show the same rows, about a ticket or a group

-- about: the ticket's id, or the group's as a negative number; rung: pages were told that it is due
CREATE TABLE notification_one (
        id @id,
        person_id BIGINT NOT NULL REFERENCES person(id),
        about BIGINT NOT NULL,
        ticket_id BIGINT REFERENCES ticket(id),
        group_id BIGINT REFERENCES support_group(id),
        events BIGINT NOT NULL,
        desk SMALLINT NOT NULL,
        n BIGINT NOT NULL DEFAULT 1,
        shared SMALLINT NOT NULL DEFAULT 0,
        mark BIGINT NOT NULL DEFAULT 0,
        by_id BIGINT,
        at BIGINT NOT NULL,
        due_at BIGINT NOT NULL,
        rung SMALLINT NOT NULL DEFAULT 1,
        page SMALLINT NOT NULL DEFAULT 1,
        mail SMALLINT NOT NULL DEFAULT 0,
        mail_at BIGINT NOT NULL DEFAULT 253402300799999,
        mailed_at BIGINT,
        read_at BIGINT NOT NULL DEFAULT 0
);
-- Read by a click, or by having been on the ticket's page since
INSERT INTO notification_one (person_id, about, ticket_id, events, desk, n, by_id, at, due_at, rung, page, mail, mail_at, mailed_at, read_at)
SELECT n.person_id, n.ticket_id, n.ticket_id, n.events, n.desk, n.n, n.by_id, n.at, n.due_at, 1, n.page, n.mail, n.mail_at, n.mailed_at,
        CASE WHEN n.read_at = 0 AND n.entry_id <= COALESCE((SELECT s.entry_id FROM ticket_seen s WHERE s.person_id = n.person_id
                AND s.ticket_id = n.ticket_id), -1) THEN n.at ELSE n.read_at END
FROM notification n ORDER BY n.id;
-- What came by itself (10 given, 20 a level, 30 nobody left): onto the unread row of the same ticket, else a row of its own
UPDATE notification_one SET
        events = events | (SELECT SUM(CASE x.kind WHEN 10 THEN 2 WHEN 20 THEN 1024 ELSE 2048 END) FROM notice x
                WHERE x.person_id = notification_one.person_id AND x.ticket_id = notification_one.ticket_id AND x.seen_at IS NULL),
        shared = COALESCE((SELECT MAX(x.n) FROM notice x WHERE x.person_id = notification_one.person_id AND x.kind = 10
                AND x.ticket_id = notification_one.ticket_id AND x.seen_at IS NULL), 0),
        mark = COALESCE((SELECT MAX(x.n) FROM notice x WHERE x.person_id = notification_one.person_id AND x.kind = 20
                AND x.ticket_id = notification_one.ticket_id AND x.seen_at IS NULL), 0)
WHERE read_at = 0 AND EXISTS (SELECT 1 FROM notice x WHERE x.person_id = notification_one.person_id
        AND x.ticket_id = notification_one.ticket_id AND x.seen_at IS NULL);
INSERT INTO notification_one (person_id, about, ticket_id, group_id, events, desk, n, shared, mark, at, due_at, read_at)
SELECT x.person_id, COALESCE(x.ticket_id, -x.group_id), x.ticket_id, CASE WHEN x.ticket_id IS NULL THEN x.group_id END,
        SUM(CASE x.kind WHEN 10 THEN 2 WHEN 20 THEN 1024 ELSE 2048 END), 1, COUNT(*),
        MAX(CASE WHEN x.kind = 10 THEN x.n ELSE 0 END), MAX(CASE WHEN x.kind = 20 THEN x.n ELSE 0 END), MAX(x.at), MAX(x.at), 0
FROM notice x WHERE x.seen_at IS NULL AND COALESCE(x.ticket_id, x.group_id) IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM notification_one o WHERE o.person_id = x.person_id AND o.about = COALESCE(x.ticket_id, -x.group_id) AND o.read_at = 0)
GROUP BY x.person_id, x.ticket_id, CASE WHEN x.ticket_id IS NULL THEN x.group_id END, COALESCE(x.ticket_id, -x.group_id);
INSERT INTO notification_one (person_id, about, ticket_id, group_id, events, desk, shared, mark, at, due_at, read_at)
SELECT x.person_id, COALESCE(x.ticket_id, -x.group_id), x.ticket_id, CASE WHEN x.ticket_id IS NULL THEN x.group_id END,
        CASE x.kind WHEN 10 THEN 2 WHEN 20 THEN 1024 ELSE 2048 END, 1, CASE WHEN x.kind = 10 THEN x.n ELSE 0 END,
        CASE WHEN x.kind = 20 THEN x.n ELSE 0 END, x.at, x.at, x.seen_at
FROM notice x WHERE x.seen_at IS NOT NULL AND COALESCE(x.ticket_id, x.group_id) IS NOT NULL;
DROP TABLE notice;
DROP TABLE notification;
ALTER TABLE notification_one RENAME TO notification;

CREATE UNIQUE INDEX notification_open ON notification (person_id, about) WHERE read_at = 0;
CREATE INDEX notification_person ON notification (person_id, at, id);
CREATE INDEX notification_about ON notification (about, person_id);
CREATE INDEX notification_at ON notification (at);
CREATE INDEX notification_ring ON notification (due_at, id) WHERE rung = 0;
-- What a mailer reads: due, wanted by mail, not sent
CREATE INDEX notification_mail ON notification (mail_at, id) WHERE mail = 1 AND mailed_at IS NULL;
