"""The catalog, records, awards and their verification."""
