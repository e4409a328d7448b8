"""The web: health, the public verification pages, and Slack's HTTP endpoint, in one ASGI app."""
