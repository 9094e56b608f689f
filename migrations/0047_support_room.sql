-- the room that a cancelled support task had: it is tried again when the task is reopened, and named when it is taken
ALTER TABLE support_task ADD COLUMN room_was_id BIGINT REFERENCES room(id);
