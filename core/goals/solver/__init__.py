"""The solver: finds the smallest set of things to do that meets a requirement tree."""
