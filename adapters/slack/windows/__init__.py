"""Windows (modals), one per file: the button that opens it, its fields, and how it is handled."""
