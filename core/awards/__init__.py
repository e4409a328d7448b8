"""Earning credentials, and taking them back."""
