"""What a chat platform can do, as its adapter says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`name` is the platform's, for people. `links`: a chat there is linked to a person by an
    invitation. `pushes`: we can write there by ourselves, so that notices reach it.
    """

    name: str = "this chat"
    links: bool = True
    pushes: bool = True


ANY_CHAT = Capabilities()
"""Of a platform of which nothing else is known."""
