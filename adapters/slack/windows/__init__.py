"""Windows (modals), one per file: what opens it, its fields, and how it is handled."""
