"""Who hears of what, and the outbox that makes sure that they do."""
