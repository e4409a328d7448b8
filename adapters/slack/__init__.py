"""Slack over Socket Mode or HTTP: commands, direct messages, mentions, buttons and windows."""
