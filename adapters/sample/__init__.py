"""The sample training center: fictional people in realistic situations, for the demo and tests."""
