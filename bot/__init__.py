"""The conversation: turn what a person asks into an answer."""
