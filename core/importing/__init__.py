"""Importing files: layouts, rows, rejects; a use-case above records, rosters, awards and goals."""
