"""The outside world: Telegram, Slack, the terminal, the web and the command line."""
