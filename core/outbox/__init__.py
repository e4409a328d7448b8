"""The outbox: queues of messages owed to people, enqueued in the caller's transaction."""
