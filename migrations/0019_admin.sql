-- administration: two administrators at once, what is retired, looks into the audit

-- An edit says which version it saw
ALTER TABLE department ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE service ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE category ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE field ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- 10 offered, 20 retired: tickets that hold it keep it, new ones are not offered it
ALTER TABLE category ADD COLUMN state SMALLINT NOT NULL DEFAULT 10;
ALTER TABLE field ADD COLUMN state SMALLINT NOT NULL DEFAULT 10;

-- The audit is read backwards, by what was done, by what it was done to, from a day on
CREATE INDEX audit_verb ON audit (verb, id);
CREATE INDEX audit_what ON audit (object, id);
CREATE INDEX audit_at ON audit (at, id);
