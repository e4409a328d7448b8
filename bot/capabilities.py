"""What a chat platform can do, as declared by its adapter."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """A platform's features.

    - `name` is its name as shown to people.
    - `links`: an invitation links a chat to a person.
    - `pushes`: the bot can start a message there, so notices can be delivered.
    - `copies`: a button can copy a text.
    - `tables` is the number of rows that a table may have. If it is 0, people see a list instead.
    - `panels`: the platform opens a posted link beside the conversation. The panel shows each
      person what that person may see.
    """

    name: str = "this chat"
    links: bool = True
    pushes: bool = True
    copies: bool = False
    tables: int = 0
    panels: bool = False


ANY_CHAT = Capabilities()
"""The default for a platform that declares nothing."""


def platform_name(platform: str) -> str:
    """Return the name of a stored chat's platform, as shown to people."""
    return platform.capitalize()
