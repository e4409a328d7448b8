"""What a message may mean: its readings, what it names, and who is asking."""

from dataclasses import field

from bot.understanding.credentials import Named
from core.goals.model import Goal
from core.people.model import Person
from core.people.roster_names import Roster
from core.values import value

SEVERAL = "|"
"""The sign between codes or names in a reading that may mean any of them."""
EACH = "&"
"""The sign between codes or names in a reading that means all of them, one after the other."""
TEACHERS = frozenset(("instructor", "administrator"))
"""The roles that see classes."""
STAFF = TEACHERS | {"evaluator"}
"""The roles that may name people who are on none of their rosters, and that record results."""
OF_HELD = frozenset(("share", "withdraw", "certificate", "print"))
OF_BEGUN = frozenset(("status", "next", "score", "remind"))


@value
class View:
    """Who is asking, and the students, rosters and goals that they may name.

    `staff` are the people of the asker's organizations who are no students there. They are set only
    for a message with the name of a person who is not one of `people`. `held` and `begun` are the
    codes of credentials on the asker's own record, and `followed` the codes of the goals that they
    follow.
    """

    role: str = "stranger"
    people: tuple[Person, ...] = ()
    rosters: tuple[Roster, ...] = ()
    goals: tuple[Goal, ...] = ()
    held: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()
    followed: tuple[str, ...] = ()
    staff: tuple[Person, ...] = ()


@value
class Reading:
    """A possible meaning of a message, with its probability as `score`.

    The meaning is a command and its argument, or "" and a kind of small talk.
    """

    command: str
    argument: str
    score: float


@value
class Said:
    """A message as it was read: its readings, what it names, and a second question.

    `offered` is the second question if it is too uncertain to be answered. `words_known` is False
    if the message names nothing and no word of it is in the training data.
    """

    readings: tuple[Reading, ...]
    named: Named
    people: tuple[Person, ...] = ()
    second: Reading | None = None
    offered: Reading | None = None
    codes: tuple[str, ...] = field(default=())
    words_known: bool = True
    unlisted: str = ""
    """The name of somebody who is on none of the asker's rosters, as it was written."""


@value
class Words:
    """A message as written and in plain letters (`spoken`), and how it was read.

    `view` says who wrote the message.
    """

    text: str
    spoken: str
    said: Said
    view: View


def narrow_to_own(command: str, codes: tuple[str, ...], view: View) -> tuple[str, ...]:
    """Narrow credentials that a message may mean to those that the asker holds or has started.

    If the asker holds and has started none of them, return all, or only the first if they are
    levels of one skill. For a command about held credentials, also return only the first, because
    none is held.
    """
    own = view.held if command in OF_HELD else view.begun if command in OF_BEGUN else frozenset()
    if mine := tuple(code for code in codes if code in own):
        return mine
    if command in OF_HELD or len({code.partition("-")[2] for code in codes}) == 1:
        return codes[:1]
    return codes
