"""The conversation: turn what a person writes or presses into an answer."""
