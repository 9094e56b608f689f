-- Which events of a notice were written by mail already: the next letter tells of what is new
ALTER TABLE notification ADD COLUMN mailed BIGINT NOT NULL DEFAULT 0;
