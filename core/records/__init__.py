"""Candidates and their exam results: stored from files, and read back."""
