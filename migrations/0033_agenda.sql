-- Support at a date and place: what rooms, bookings, templates and support tasks lacked

ALTER TABLE support_template ADD COLUMN state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,60));
ALTER TABLE support_template ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

ALTER TABLE room ADD COLUMN state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,60));
ALTER TABLE room ADD COLUMN capacity BIGINT NOT NULL DEFAULT 0;
ALTER TABLE room ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE room ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- flag: what became of the session it was made for; an agent looks and takes it off
ALTER TABLE support_task ADD COLUMN flag TEXT CHECK (flag IN ('moved','withdrawn'));
ALTER TABLE support_task ADD COLUMN role TEXT NOT NULL DEFAULT 'presenter' CHECK (role IN ('presenter','moderator','super_user'));
ALTER TABLE support_task ADD COLUMN host TEXT;
ALTER TABLE support_task ADD COLUMN moderator_id BIGINT REFERENCES person(id);
CREATE INDEX support_task_person ON support_task (person_id, from_at) WHERE person_id IS NOT NULL;

ALTER TABLE booking ADD COLUMN flag TEXT CHECK (flag IN ('moved','withdrawn'));
ALTER TABLE booking ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE booking ADD COLUMN title TEXT NOT NULL DEFAULT '';
CREATE INDEX booking_from ON booking (from_at, id) WHERE state = 10;
CREATE INDEX booking_ticket ON booking (ticket_id) WHERE ticket_id IS NOT NULL;

-- Addresses of calendars: found by their owner, who takes them back
CREATE INDEX token_person ON token (person_id, use);
