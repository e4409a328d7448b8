"""Send each command as each person, and record which facts the answers reveal."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from bot.access import Access
from bot.command import Command
from bot.commands import BY_NAME, COMMANDS
from bot.reply import Reply
from bot.whose_record import Shows
from tests.access.center import ANA, DANA, GOAL, Center, Person, words_of
from tests.access.relations import Sees, Who, admitted, sees

_PROVEN = frozenset({"name", "issued_on", "code"})
_RECORD = _PROVEN | {"number", "roster", "score", "failed_on"}
MAY_BE_TOLD = {
    Sees.REFUSED: frozenset[str](),
    Sees.NOTHING: frozenset[str](),
    Sees.STATUS: frozenset({"issued_on", "code"}),
    Sees.CODE: frozenset({"code"}),
    Sees.PROOF: _PROVEN,
    Sees.RECORD: _RECORD,  # nobody but the candidate sees the e-mail address
}


REFUSALS = ("not_for_you", "not_linked")
"""The templates of replies that refuse a command to a person."""


@dataclass(frozen=True)
class Told:
    """What one person learned about one candidate from the answer to one question.

    `way` names the entry point: a command, a window, a button or a path.
    """

    way: str
    access: Access
    who: Who
    asker: str
    candidate: str
    asked: str
    facts: frozenset[str]
    text: str
    private: bool = True
    template: str = ""

    @property
    def sees(self) -> Sees:
        return sees(self.access, self.who) if self.private else Sees.NOTHING

    @property
    def wrongly_answered(self) -> bool:
        """Whether the person got an answer or a refusal that contradicts the declared access."""
        refused = self.template in REFUSALS
        return self.private and refused != (self.sees is Sees.REFUSED)

    @property
    def too_much(self) -> frozenset[str]:
        """The facts in the answer that the declared access does not let this person see."""
        own = {"email"} if self.sees is Sees.RECORD and self.who is Who.CANDIDATE else set()
        checked = {"code"} if Shows.CHECKS in self.access.shows else set()
        return self.facts - MAY_BE_TOLD[self.sees] - own - checked

    def __str__(self) -> str:
        where = "" if self.private else ", in a group,"
        too_much = ", ".join(sorted(self.too_much))
        return (
            f"{self.way}: {self.asker}{where} asked {self.asked!r}: {too_much} of {self.candidate}"
        )


def told(
    center: Center,
    way: str,
    access: Access,
    asker: Person,
    asked: str,
    text: str,
    *,
    private: bool = True,
    template: str = "",
) -> Iterator[Told]:
    """Yield for each candidate the facts that an answer's text reveals to the asker."""
    for number, facts in center.facts.items():
        yield Told(
            way,
            access,
            asker.stands_to(number),
            asker.name,
            facts.name,
            asked,
            facts.in_text(text, asked),
            text,
            private,
            template,
        )


def questions(center: Center, command: Command) -> tuple[str, ...]:
    """Return the arguments to try with a command: none, a name, a code, a goal and others."""
    if command.argument is None:
        return ("",)
    ana, dana = center.facts[ANA], center.facts[DANA]
    own = {
        "check": (f"{ana.code} for {GOAL}",),
        "link": (center.invitation,),
        "result": ("Vardanyan; M1-TCH-P; passed", "Whitfield; M1-TCH-P; passed"),
        "roster": (f"{ana.roster} goal {GOAL}", "#1"),
        "signoff": (f"{ana.name} 1 for us-rap-machinist",),
        "unwatch": ("1",),
    }
    return (
        *("", ana.name, ana.code, ana.number, ana.roster),
        *(dana.name, dana.code, GOAL, center.proof),
        *own.get(command.name, ()),
    )


async def through_commands(
    center: Center, people: tuple[Person, ...], *, briefly: bool = False
) -> AsyncIterator[Told]:
    """Yield what each person learns from each command, in private and in a group.

    With `briefly`, only the first three arguments are tried in private too.
    """
    answer = center.world.conversation.answer
    for command in COMMANDS:
        asked = questions(center, command)
        for person in people:
            # otherwise `data` would export the names in this chat's earlier questions
            if command.name == "data":
                await center.world.edgefinder.chat_memory.forget(person.identity)
            refused = not admitted(command.access, person.otherwise)
            for argument in asked[:3] if briefly or refused else asked:
                reply = await answer(person.turn(f"/{command.name} {argument}".strip()))
                for each in _of(center, command, person, argument, reply):
                    yield each
            for argument in asked[:3]:
                turn = person.turn(f"/{command.name} {argument}".strip(), private=False)
                reply = await answer(turn)
                for each in _of(center, command, person, argument, reply, private=False):
                    yield each


def _of(
    center: Center,
    command: Command,
    person: Person,
    argument: str,
    reply: Reply,
    *,
    private: bool = True,
) -> Iterator[Told]:
    text = words_of(reply)
    # `student` answers a teacher's `status NAME`, so its declared access is compared
    answered = BY_NAME["student"] if reply.command == "student" else command
    yield from told(
        *(center, answered.name, answered.access, person, argument, text),
        private=private,
        template=reply.template,
    )


def over_declared(way: str, access: Access, all_told: list[Told]) -> list[str]:
    """Return one line for each part of the declared access that no answer used.

    For example "verify declares STUDENTS, and nobody is told".
    """
    here = [each for each in all_told if each.way == way and each.private]
    missing = []
    own = [each for each in here if each.who is Who.CANDIDATE]
    if Shows.OWN in access.shows and not _is_told(own) and not _differs(here):
        missing.append("OWN")
    over = [each for each in here if each.who in (Who.INSTRUCTOR, Who.ADMINISTRATOR)]
    if Shows.STUDENTS in access.shows and not _is_told(over):
        missing.append("STUDENTS")
    others = [each for each in here if each.sees is Sees.PROOF]
    if Shows.PROOF in access.shows and not any(each.facts & {"name", "code"} for each in others):
        missing.append("PROOF")
    return [f"{way} declares {each}, and nobody is told" for each in missing]


def _is_told(some: list[Told]) -> bool:
    return any(each.facts for each in some)


def _differs(some: list[Told]) -> bool:
    """Whether Ana and Ben get different answers to the same question."""
    texts: dict[str, set[str]] = {}
    for each in some:
        if each.asker in ("Ana", "Ben"):
            texts.setdefault(each.asked, set()).add(each.text)
    return any(len(each) > 1 for each in texts.values())


def calls_in(reply: Reply) -> Iterator[str]:
    """Yield the command of each button in a reply."""
    yield from (button.call for row in reply.buttons for button in row if button.call)
