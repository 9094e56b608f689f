-- Lists of what is open by last change, and by priority and then deadline.  Each costs about 35 bytes for
-- every open ticket and one more entry to write at each change; what is settled costs nothing.  The second
-- condition is always true and only asked by these lists: to SQLite all indexes of a group look equal, and
-- counts of what is open must go on reading ticket_group_due
CREATE INDEX ticket_group_changed ON ticket (group_id, updated_at, id) WHERE state < 40 AND updated_at > 0;
CREATE INDEX ticket_scope_changed ON ticket (scope, updated_at, id) WHERE state < 40 AND updated_at > 0;
CREATE INDEX ticket_group_priority ON ticket (group_id, (priority * 1000000000000000 + due_at), id) WHERE state < 40 AND priority > 0;
CREATE INDEX ticket_scope_priority ON ticket (scope, (priority * 1000000000000000 + due_at), id) WHERE state < 40 AND priority > 0;
