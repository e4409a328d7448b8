"""The catalog: credentials and their exams, finding them by any of their names."""
