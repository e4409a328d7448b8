"""The terminal: a chat for the operator at the machine, who may speak as anyone."""
