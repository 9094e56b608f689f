-- What came in from a file, so that a file brought twice does not come twice: its hash, how far it was read
-- (written in the transaction of each batch), 10 under way, 20 done
CREATE TABLE import_run (
        file_hash @blob PRIMARY KEY,
        kind TEXT NOT NULL,
        state SMALLINT NOT NULL CHECK (state IN (10,20)),
        lines_done BIGINT NOT NULL,
        loaded BIGINT NOT NULL,
        refused BIGINT NOT NULL,
        started_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL
);
