-- What the desk's search finds of the answers given at intake
ALTER TABLE ticket_answer ADD COLUMN words TEXT NOT NULL DEFAULT '';
