"""The sample training center: fictional people in believable states, for the demo and for tests."""
