"""Who looked at or changed whose record, sealed against tampering."""
