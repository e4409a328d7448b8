"""Paper: what is printed."""
