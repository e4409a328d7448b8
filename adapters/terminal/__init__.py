"""The terminal chat. The operator of the machine can use it as any person."""
