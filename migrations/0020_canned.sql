-- Ready answers: two who change one at once do not overwrite each other; found by owner, by group, for all
ALTER TABLE canned ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX canned_owner ON canned (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX canned_group ON canned (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX canned_all ON canned (name) WHERE owner_id IS NULL AND group_id IS NULL;
