"""What is known: the catalog, records, awards and their verification."""
