-- A report is read page by page in the order of its rows
CREATE INDEX bulk_change_row_page ON bulk_change_row (bulk_id, id);
