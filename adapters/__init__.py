"""Connect the core to Telegram, Slack, the terminal, the web and the command line."""
