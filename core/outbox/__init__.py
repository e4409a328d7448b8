"""The outbox: queues of messages to people, written in the caller's transaction."""
