"""Award credentials, and revoke them."""
