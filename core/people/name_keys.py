"""How names of organizations and rosters are compared."""


def fold(name: str) -> str:
    """Lower case, single spaces: 'Ridgeline  Technical' and 'ridgeline technical' are one."""
    return " ".join(name.casefold().split())
