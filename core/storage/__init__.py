"""Where everything is kept: tables, the database, its migrations."""
