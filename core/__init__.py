"""What is known: the catalogue, records, awards and their verification."""
