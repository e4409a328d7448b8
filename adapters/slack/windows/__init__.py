"""Slack windows (modals).

Each file has one window: its button, its fields and what it does.
"""
