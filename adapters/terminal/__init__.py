"""The terminal: a chat for the operator at the machine, who may act as any person."""
