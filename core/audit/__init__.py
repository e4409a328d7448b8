"""The audit log: who looked at or changed whose record, sealed against tampering."""
