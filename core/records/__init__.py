"""Candidates and their exam results: brought in from files, and read again."""
