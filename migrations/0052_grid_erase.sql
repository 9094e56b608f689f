-- course grids: the text of a file goes after grid.keep_days, its report stays

-- When the rows of the file, the cells put right and what undo kept were emptied; of an import that waits or is over
ALTER TABLE grid ADD COLUMN erased_at BIGINT;
CREATE INDEX grid_kept ON grid (made_at) WHERE erased_at IS NULL;

-- Since when the line's text names people by name and address; NULL once it tells them by number
ALTER TABLE grid_line ADD COLUMN said_at BIGINT;
UPDATE grid_line SET said_at = (SELECT COALESCE(g.applied_at, g.made_at) FROM grid g WHERE g.id = grid_line.grid_id);
CREATE INDEX grid_line_said ON grid_line (said_at) WHERE said_at IS NOT NULL;
