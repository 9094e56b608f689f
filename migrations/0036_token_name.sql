-- What an API token is for, in the words of whoever made it; the few of them among all secrets
ALTER TABLE token ADD COLUMN name TEXT NOT NULL DEFAULT '';
CREATE INDEX token_api ON token (id) WHERE use = 'api';
