"""The catalog: credentials and their exams, and finding them by any of their names."""
