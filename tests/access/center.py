"""Two sample training centers whose candidates' facts are unique, so that tests see a leak."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.plain_text import plain_text
from bot.reply import Reply, Turn
from bot.workplace import Workplace
from core.people.model import Identity
from tests.access.relations import Who
from tests.world import TODAY, World, open_world

SITE = "https://verify.example.org"
GOAL = "nc-entry-machinist"
ANA, BEN, DANA = "770011", "880022", "990033"
"""The numbers of three candidates: Ana and Ben are at Ridgeline, and Dana is at Lakeside."""
INES, OTTO, ADA = "ines@example.org", "otto@example.org", "ada@example.org"
LENA, LUC = "lena@example.org", "luc@example.org"
_PROOF = re.compile(r"/g/([0-9a-z]+)")


@dataclass(frozen=True)
class Facts:
    """Facts about one candidate. No two candidates share a fact."""

    name: str
    number: str
    email: str
    roster: str
    score: str
    failed_on: date
    issued_on: date
    code: str

    def in_text(self, text: str, asked: str = "") -> frozenset[str]:
        """Return the names of the facts that `text` reveals.

        A fact that is in `asked`, the question, is left out.
        """
        ways = {
            "name": (self.name, *self.name.split()),
            "number": (self.number,),
            "email": (self.email,),
            "roster": (self.roster,),
            "score": (self.score,),
            "failed_on": _written(self.failed_on),
            "issued_on": _written(self.issued_on),
            "code": (self.code, self.code.replace("-", "")),
        }
        text, asked = text.lower(), asked.lower()
        return frozenset(
            fact
            for fact, written in ways.items()
            if any(each.lower() in text and each.lower() not in asked for each in written)
        )


def _written(day: date) -> tuple[str, ...]:
    return day.isoformat(), f"{day:%B} {day.day}, {day.year}", f"{day.month}/{day.day}/{day.year}"


@dataclass(frozen=True)
class Person:
    """A person who asks.

    `of` contains their relation to some candidates, by candidate number. `otherwise` is their
    relation to all other candidates.
    """

    name: str
    identity: Identity
    otherwise: Who
    of: dict[str, Who] = field(default_factory=dict, hash=False)

    def stands_to(self, candidate: str) -> Who:
        return self.of.get(candidate, self.otherwise)

    def turn(self, text: str = "", *, private: bool = True, pressed: bool = False) -> Turn:
        address = self.identity.external_id
        return Turn(self.identity, text, address=address, private=private, pressed=pressed)


@dataclass
class Center:
    """The two centers in one database.

    `facts` has each candidate's facts by candidate number. `proof` is the token of the link that
    proves Ana's goal. `invitation` is the code with which Ana linked her Slack chat.
    """

    world: World
    facts: dict[str, Facts] = field(default_factory=dict)
    proof: str = ""
    invitation: str = ""


def everybody(platform: str) -> tuple[Person, ...]:
    """Return everyone with a chat on this platform. Employers are only on Slack."""

    def at(user: str, number: int, team: str = "T1") -> Identity:
        slack = Identity("slack", f"{team}:{user}", team)
        return slack if platform == "slack" else Identity("telegram", str(number))

    own, over, of_house = Who.CANDIDATE, Who.INSTRUCTOR, Who.ADMINISTRATOR
    known = (
        Person("stranger", at("USTRANGER", 9001), Who.STRANGER),
        Person("Ana", at("UANA", 9002), Who.OTHER_CANDIDATE, {ANA: own}),
        Person("Ben", at("UBEN", 9003), Who.OTHER_CANDIDATE, {BEN: own}),
        Person("Ines", at("UINES", 9004), Who.OTHER_INSTRUCTOR, {ANA: over}),
        Person("Otto", at("UOTTO", 9005), Who.OTHER_INSTRUCTOR, {BEN: over}),
        Person("Ada", at("UADA", 9006), Who.OTHER_ADMINISTRATOR, {ANA: of_house, BEN: of_house}),
        Person("Luc", at("ULUC", 9007), Who.OTHER_ADMINISTRATOR, {DANA: of_house}),
    )
    if platform == "telegram":
        return known
    employers = (
        Person("Acme", at("UACME", 0, "TACME"), Who.OTHER_EMPLOYER, {ANA: Who.EMPLOYER}),
        Person("Borealis", at("UBOREALIS", 0, "TBOREALIS"), Who.OTHER_EMPLOYER),
    )
    return (*known, *employers)


_LINKED = {ANA: "Ana", BEN: "Ben", INES: "Ines", OTTO: "Otto", ADA: "Ada", LUC: "Luc"}


async def open_center(database_url: str) -> Center:
    """Fill a database with the two centers, and open it."""
    world = await open_world(database_url, public_url=SITE)
    center = Center(world)
    await _candidate(center, ANA, "Anahit Vardanyan", "CNC Kingfisher", (61, 3, 11))
    await _candidate(center, BEN, "Benedek Okoro", "Night Heron", (62, 4, 12))
    await world.result(BEN, "M1-JBL-T", "pass", date(2026, 2, 2))
    # after two failed attempts, the candidate has to wait for the next one
    for days_ago in (40, 20):
        await world.result(ANA, "M1-GRD-T", "fail", TODAY - timedelta(days=days_ago))
    await world.instructor(INES, "Ines Ortega")
    await world.instructor(OTTO, "Otto Brandt")
    await world.administrator(ADA, "Ada Larsen")
    await world.roster("CNC Kingfisher", INES, ANA)
    await world.roster("Night Heron", OTTO, BEN)
    world.ids["Ridgeline Technical Center"] = await world.organisation("Lakeside College")
    await _candidate(center, DANA, "Danuta Whitfield", "Lake Osprey", (63, 5, 10))
    await world.instructor(LENA, "Lena Fischer")
    await world.administrator(LUC, "Luc Moreau")
    await world.roster("Lake Osprey", LENA, DANA)
    person = await world.edgefinder.contacts.find(ANA)
    assert person is not None
    [ana] = await world.edgefinder.invitations.invite([person])
    center.invitation = ana.code
    await _linked(center)
    await _what_ana_and_acme_did(center)
    return center


async def _candidate(
    center: Center, number: str, name: str, roster: str, unlike: tuple[int, int, int]
) -> None:
    """Add a candidate with a failed exam, a passed exam and a credential.

    `unlike` has the failed exam's score, its month, and the month of the pass.
    """
    score, failed_in, issued_in = unlike
    world, email = center.world, f"{name.split(maxsplit=1)[0].lower()}@home.example.org"
    failed_on, issued_on = date(2026, failed_in, 17), date(2025, issued_in, 23)
    person = await world.candidate(number, name, email)
    for exam, outcome, day, value in (
        ("M1-MIL-T", "fail", failed_on, score + 0.25),
        ("M1-MMS-T", "pass", issued_on, 91),
    ):
        await world.add(
            "results",
            candidate_id=person,
            exam_code=exam,
            taken_on=day,
            attempt=0,
            outcome=outcome,
            score=value,
        )
    code = await world.award(number, "M1-MMS", issued_on)
    center.facts[number] = Facts(
        name, number, email, roster, f"{score}.25", failed_on, issued_on, code
    )


async def _linked(center: Center) -> None:
    for platform in ("slack", "telegram"):
        named = {each.name: each.identity.external_id for each in everybody(platform)}
        for key, name in _LINKED.items():
            if (platform, key) != ("slack", ANA):
                await center.world.linked(key, platform, named[name])
    ana = everybody("slack")[1]
    await center.world.conversation.answer(ana.turn(f"/link {center.invitation}"))


async def _what_ana_and_acme_did(center: Center) -> None:
    """Let Ana follow and prove a goal, and let the employer Acme verify and watch her code."""
    _stranger, ana, *_staff, acme, _borealis = everybody("slack")
    answer = center.world.conversation.answer
    await answer(ana.turn(f"/follow {GOAL}"))
    await answer(ana.turn("privacy allow roster #2", pressed=True))
    draft = await answer(ana.turn("/correct my score in grinding was 82"))
    await answer(ana.turn(draft.buttons[0][0].call, pressed=True))
    made = await answer(ana.turn(f"prove {GOAL} 30", pressed=True))
    found = _PROOF.search(words_of(made))
    assert found is not None, made.markdown
    center.proof = found.group(1)
    workplace, code = Workplace(center.world.edgefinder), center.facts[ANA].code
    await workplace.employers.meet(acme.turn(), "Acme", acme.identity.workspace)
    checked = await answer(acme.turn(f"/verify {code}"))
    await workplace.checks.note(acme.identity.workspace, acme.turn(), checked.verdicts)
    await answer(acme.turn(f"/watch {code}"))


def words_of(reply: Reply) -> str:
    """Return everything that people can read in a reply: text, buttons and files."""
    buttons = [f"{b.label} {b.call} {b.url}" for row in reply.buttons for b in row]
    files = [
        f"{a.name} {a.description} {a.content.decode(errors='ignore')}" for a in reply.attachments
    ]
    return "\n".join((plain_text(reply.markdown), *buttons, *files))
