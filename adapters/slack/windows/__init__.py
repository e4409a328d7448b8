"""Windows (modals), one file each: what opens a window, its fields, and how it is handled."""
