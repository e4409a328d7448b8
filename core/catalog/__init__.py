"""The catalog: credentials and their exams, and how to find them by any of their names."""
