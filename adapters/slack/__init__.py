"""Slack: commands, direct messages, mentions and buttons, by Socket Mode or HTTP."""
