"""The chat in the terminal, which the operator of the machine can use as any person."""
