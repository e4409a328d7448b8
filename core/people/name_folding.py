"""Fold names of organizations and rosters for comparison."""


def fold(name: str) -> str:
    """Fold a name to lower case and single spaces: 'ridgeline technical'."""
    return " ".join(name.casefold().split())
