"""Read Slack's messages and windows as people see them."""

from tests.doubles.slack import Message, Person, SlackPlatform, SlackView


def read(shown: Message | SlackView) -> str:
    """Return the visible text on one line."""
    return " ".join(shown.shown.split()).replace(" :", ":")


async def window(person: Person, says: str) -> SlackView:
    """Return the open window once it shows this text."""

    def look(_: SlackPlatform) -> SlackView | None:
        return person.modal if person.modal is not None and says in read(person.modal) else None

    return await person.workspace.slack.wait_for(look, what=f"no modal said {says!r}")
