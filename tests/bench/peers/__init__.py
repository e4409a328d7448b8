"""Bots that answer `status` as most are written: an ORM, templates, a session for each turn."""
