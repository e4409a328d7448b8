"""Fold names of organizations and rosters for comparison."""


def fold(name: str) -> str:
    """Fold a name to lower case and single spaces: 'Ridgeline  Tech' becomes 'ridgeline tech'."""
    return " ".join(name.casefold().split())
