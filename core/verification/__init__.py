"""Verify whether a credential is real."""
