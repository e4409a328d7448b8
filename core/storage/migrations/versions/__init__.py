"""The migrations, one a change of the tables."""
