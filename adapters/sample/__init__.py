"""A sample training center with fictional people, for the demo and tests."""
