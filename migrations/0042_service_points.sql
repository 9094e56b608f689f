-- Points that every new request of a service begins with, one a line, "! " before a required one
ALTER TABLE service ADD COLUMN points TEXT NOT NULL DEFAULT '';
