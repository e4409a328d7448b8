"""Get the text that people see in Slack's messages and windows."""

from tests.doubles.slack import Message, Person, SlackPlatform, SlackView


def read(shown: Message | SlackView) -> str:
    """Return the visible text on one line."""
    return " ".join(shown.shown.split()).replace(" :", ":")


async def window(person: Person, says: str) -> SlackView:
    """Wait until the person's open window shows the text `says`; return it."""

    def look(_: SlackPlatform) -> SlackView | None:
        return person.modal if person.modal is not None and says in read(person.modal) else None

    return await person.workspace.slack.wait_for(look, what=f"no modal said {says!r}")
