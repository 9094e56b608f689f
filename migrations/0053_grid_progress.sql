-- How far a grid is that a job applies, for the other programs on the database: written by a connection of its own,
-- because nobody outside sees what the one transaction of applying has written.  No reference to grid: it never waits
CREATE TABLE grid_progress (
        grid_id BIGINT PRIMARY KEY,
        done BIGINT NOT NULL,
        total BIGINT NOT NULL,
        told_at BIGINT NOT NULL
);
