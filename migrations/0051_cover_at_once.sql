-- Of two support tasks of a session that end at once, the second must see the first: the session's row is held before
-- anything is counted, by a statement of its own.  SQLite writes one at a time.

--@postgres

CREATE OR REPLACE FUNCTION course_session_cover(session BIGINT) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
        PERFORM 1 FROM course_session x WHERE x.id = session FOR NO KEY UPDATE;
        UPDATE course_session SET covered = CASE WHEN EXISTS (
                SELECT 1 FROM support_task x JOIN ticket t ON t.id = x.ticket_id WHERE x.session_id = session AND t.state < 60)
                THEN 1 ELSE 0 END
        WHERE id = session;
END $$;
UPDATE course_session SET covered = CASE WHEN EXISTS (
        SELECT 1 FROM support_task x JOIN ticket t ON t.id = x.ticket_id WHERE x.session_id = course_session.id AND t.state < 60)
        THEN 1 ELSE 0 END
WHERE covered = 1;
