"""Candidates and their exam results: store them from files, and read them back."""
