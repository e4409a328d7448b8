"""Adapters: the core behind Telegram, Slack, the terminal, the web and the command line."""
