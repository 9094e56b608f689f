-- Links for people without account: who made one and when; found by the ticket they open
ALTER TABLE token ADD COLUMN made_at BIGINT;
ALTER TABLE token ADD COLUMN made_by BIGINT;
CREATE INDEX token_ticket ON token (ticket_id, person_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX token_made ON token (made_by, made_at) WHERE made_by IS NOT NULL;
