"""The Slack adapter, over Socket Mode or HTTP: commands, messages, buttons and windows."""
