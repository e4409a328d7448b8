"""Storage: the tables, the database, and its migrations."""
