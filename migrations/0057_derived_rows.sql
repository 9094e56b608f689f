-- Rows that one function derives from others and writes beside them (the search index, which refers to nothing on SQLite
-- either, and the words of a course) and the log of what a grid did have no references on PostgreSQL: looking each of them
-- up cost a grid of 10,000 courses a tenth of its time.  SQLite, on which every test runs as well, keeps the others'; and
-- `guichet doctor` counts rows whose row has gone.
--@postgres
ALTER TABLE search DROP CONSTRAINT search_ticket_id_fkey;
ALTER TABLE course_word DROP CONSTRAINT course_word_course_id_fkey;
ALTER TABLE grid_act DROP CONSTRAINT grid_act_grid_id_fkey;
ALTER TABLE grid_act DROP CONSTRAINT grid_act_course_id_fkey;
--@both
