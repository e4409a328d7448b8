"""The program's surfaces: Telegram, Slack, the terminal, the web and the command line."""
