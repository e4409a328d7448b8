"""Changes are made only when they are confirmed by a button."""

from dataclasses import replace

from bot.command import Answer, Command
from bot.reply import Button, Turn


async def make_if_confirmed(turn: Turn, command: Command, answer: Answer) -> Answer:
    """The answer or, if its change was confirmed by a button, the result of making the change.

    A button acts only if it carries the complete call; with less, the bot asks back as it does for
    words.
    """
    change = answer.change
    if change is None:
        return answer
    if not command.changes:
        raise TypeError(f"the command {command.name!r} changes something: declare changes=True")
    if turn.pressed and turn.text == change.call:
        return await change.act()
    yes = Button(change.label, change.call, danger=change.danger)
    return replace(answer, buttons=((yes, change.leave),))
