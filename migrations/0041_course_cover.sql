-- sessions that nobody supports, found by an index alone

-- covered: a support task points at it that is not cancelled; kept by the triggers below, whoever writes tasks
ALTER TABLE course_session ADD COLUMN covered SMALLINT NOT NULL DEFAULT 0 CHECK (covered IN (0,1));
UPDATE course_session SET covered = 1 WHERE EXISTS (
        SELECT 1 FROM support_task x JOIN ticket t ON t.id = x.ticket_id WHERE x.session_id = course_session.id AND t.state < 60);
CREATE INDEX course_session_uncovered ON course_session (from_at, id) WHERE state = 10 AND covered = 0;
-- Announced recordings that are not settled
CREATE INDEX course_session_recorded ON course_session (from_at, id) WHERE state = 10 AND recording <> '';
-- Open items by due date
CREATE INDEX ticket_item_due ON ticket (due_at, id) WHERE kind = 3 AND state < 40;

--@sqlite

CREATE TRIGGER support_task_new AFTER INSERT ON support_task WHEN NEW.session_id IS NOT NULL
BEGIN
        UPDATE course_session SET covered = EXISTS (
                SELECT 1 FROM support_task x JOIN ticket t ON t.id = x.ticket_id WHERE x.session_id = NEW.session_id AND t.state < 60)
        WHERE id = NEW.session_id;
END;

CREATE TRIGGER support_task_elsewhere AFTER UPDATE OF session_id ON support_task
BEGIN
        UPDATE course_session SET covered = EXISTS (
                SELECT 1 FROM support_task x JOIN ticket t ON t.id = x.ticket_id WHERE x.session_id = course_session.id AND t.state < 60)
        WHERE id IN (OLD.session_id, NEW.session_id);
END;

CREATE TRIGGER support_task_gone AFTER DELETE ON support_task WHEN OLD.session_id IS NOT NULL
BEGIN
        UPDATE course_session SET covered = EXISTS (
                SELECT 1 FROM support_task x JOIN ticket t ON t.id = x.ticket_id WHERE x.session_id = OLD.session_id AND t.state < 60)
        WHERE id = OLD.session_id;
END;

CREATE TRIGGER support_task_state AFTER UPDATE OF state ON ticket WHEN NEW.kind = 5 AND NEW.state <> OLD.state
BEGIN
        UPDATE course_session SET covered = EXISTS (
                SELECT 1 FROM support_task x JOIN ticket t ON t.id = x.ticket_id WHERE x.session_id = course_session.id AND t.state < 60)
        WHERE id = (SELECT y.session_id FROM support_task y WHERE y.ticket_id = NEW.id);
END;

--@postgres

CREATE FUNCTION course_session_cover(session BIGINT) RETURNS void LANGUAGE sql AS $$
        UPDATE course_session SET covered = CASE WHEN EXISTS (
                SELECT 1 FROM support_task x JOIN ticket t ON t.id = x.ticket_id WHERE x.session_id = session AND t.state < 60)
                THEN 1 ELSE 0 END
        WHERE id = session
$$;

CREATE FUNCTION support_task_covers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
        IF TG_OP <> 'INSERT' AND OLD.session_id IS NOT NULL THEN
                PERFORM course_session_cover(OLD.session_id);
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.session_id IS NOT NULL THEN
                PERFORM course_session_cover(NEW.session_id);
        END IF;
        RETURN NULL;
END $$;

CREATE FUNCTION support_state_covers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
        PERFORM course_session_cover(x.session_id) FROM support_task x WHERE x.ticket_id = NEW.id AND x.session_id IS NOT NULL;
        RETURN NULL;
END $$;

CREATE TRIGGER support_task_covers AFTER INSERT OR DELETE OR UPDATE OF session_id ON support_task
        FOR EACH ROW EXECUTE FUNCTION support_task_covers();
CREATE TRIGGER support_state_covers AFTER UPDATE OF state ON ticket
        FOR EACH ROW WHEN (NEW.kind = 5 AND NEW.state <> OLD.state) EXECUTE FUNCTION support_state_covers();

--@both
