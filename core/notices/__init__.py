"""Notices: who is notified about what, and how notices are delivered."""
