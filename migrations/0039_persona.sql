-- As what somebody asked last, beyond the session; '' = not yet
ALTER TABLE person ADD COLUMN persona TEXT NOT NULL DEFAULT '';
