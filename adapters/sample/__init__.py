"""The sample training centre: fictional people in believable states, for the demo and for tests."""
