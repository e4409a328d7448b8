"""Fold names of organizations and rosters for comparison."""


def fold(name: str) -> str:
    """Fold to lower case and single spaces: 'Ridgeline Technical' to 'ridgeline technical'."""
    return " ".join(name.casefold().split())
