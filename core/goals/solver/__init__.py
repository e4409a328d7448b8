"""The solver: the fewest things to do that meet a requirement tree."""
