-- The group, the service and the department of a ticket are looked up by PostgreSQL for every ticket that is written, three
-- of the same few rows again and again.  There the other side keeps them: what a ticket names cannot be deleted.  (A group
-- and a service are closed, never deleted; a department is deleted while nothing names it.)  `guichet doctor` counts
-- tickets that name nothing.
--@postgres
CREATE FUNCTION ticket_place_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
        IF TG_TABLE_NAME = 'support_group' AND EXISTS (SELECT 1 FROM ticket t WHERE t.group_id = OLD.id)
           OR TG_TABLE_NAME = 'service' AND EXISTS (SELECT 1 FROM ticket t WHERE t.service_id = OLD.id)
           OR TG_TABLE_NAME = 'department' AND EXISTS (SELECT 1 FROM ticket t WHERE t.department_id = OLD.id) THEN
                RAISE EXCEPTION '% % is named by tickets', TG_TABLE_NAME, OLD.id USING ERRCODE = 'foreign_key_violation';
        END IF;
        IF TG_OP = 'UPDATE' THEN
                RETURN NEW;
        END IF;
        RETURN OLD;
END $$;
CREATE TRIGGER support_group_kept BEFORE DELETE OR UPDATE OF id ON support_group FOR EACH ROW EXECUTE FUNCTION ticket_place_kept();
CREATE TRIGGER service_kept BEFORE DELETE OR UPDATE OF id ON service FOR EACH ROW EXECUTE FUNCTION ticket_place_kept();
CREATE TRIGGER department_kept BEFORE DELETE OR UPDATE OF id ON department FOR EACH ROW EXECUTE FUNCTION ticket_place_kept();
ALTER TABLE ticket DROP CONSTRAINT ticket_group_id_fkey;
ALTER TABLE ticket DROP CONSTRAINT ticket_service_id_fkey;
ALTER TABLE ticket DROP CONSTRAINT ticket_department_id_fkey;
--@both
