"""The terminal chat, in which the operator of the machine may act as any person."""
