-- Saved views: two who change one at once do not overwrite each other; found by owner, by group, for all
ALTER TABLE saved_view ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX saved_view_owner ON saved_view (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX saved_view_group ON saved_view (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX saved_view_all ON saved_view (rank) WHERE owner_id IS NULL AND group_id IS NULL;

-- The list that opens first for somebody
CREATE TABLE saved_view_first (
        person_id BIGINT PRIMARY KEY,
        view_id BIGINT NOT NULL
);
CREATE INDEX saved_view_first_view ON saved_view_first (view_id);
