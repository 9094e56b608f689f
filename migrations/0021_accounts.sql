-- When the person of a session last gave a password or a code; 0 = when it was made
ALTER TABLE session ADD COLUMN auth_at BIGINT NOT NULL DEFAULT 0;

-- One-time codes for whom lost the application; hashed with their owner
CREATE TABLE recovery_code (
        code_hash @blob PRIMARY KEY,
        person_id BIGINT NOT NULL REFERENCES person(id),
        made_at BIGINT NOT NULL,
        used_at BIGINT
);
CREATE INDEX recovery_code_person ON recovery_code (person_id);

-- Two records of one person were merged: the closed one points at the one that stays
ALTER TABLE person ADD COLUMN merged_into BIGINT REFERENCES person(id);
CREATE INDEX person_merged ON person (merged_into) WHERE merged_into IS NOT NULL;
