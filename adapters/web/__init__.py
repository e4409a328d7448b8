"""The web: health, the public verification page, and Slack's HTTP endpoint, in one ASGI app."""
