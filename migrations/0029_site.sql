-- site: the picture of the house; checked bytes, served by their hash

CREATE TABLE site_file (
        name TEXT PRIMARY KEY,
        type TEXT NOT NULL,
        hash TEXT NOT NULL,
        bytes @blob NOT NULL,
        changed_at BIGINT NOT NULL
);
