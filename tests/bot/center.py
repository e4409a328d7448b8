"""Two training centers with people in every role, for tests of the conversation."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.plain_text import plain_text
from bot.reply import Reply
from core.people.model import TERMINAL
from tests.world import TODAY, World, open_world

ANA, BEN, CY, DANA = "1001", "1002", "1003", "2001"
"""Candidates. Ana has a long record, Ben a revoked award, Cy nothing; Dana is at Lakeside."""
INES, OTTO, NILS = "ines@example.org", "otto@example.org", "nils@example.org"
"""Instructors: Ines teaches Ana and Cy, Otto teaches Ben, and Nils has no students yet."""
ADA, LUC = "ada@example.org", "luc@example.org"
"""The administrators of Ridgeline and of Lakeside."""
EMPLOYER = "employer:Acme Tools"
STRANGER = "900"
"""A Telegram user whose chat is not linked to any person."""
EVERYBODY = (ANA, BEN, CY, DANA, INES, OTTO, NILS, ADA, LUC, EMPLOYER, STRANGER)

REVOKED_BECAUSE = "the affidavit was withdrawn"
SECRETS = (
    *("failed", "locked", "attempt", "2026-", ANA, BEN, "ana@home.example.org"),
    *("Manual Milling", "Grinding", "Turning"),
)
"""Details about Ana and Ben that no employer may see. Both have failed exams."""


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@dataclass
class Center:
    """Both centers, for which people ask with `ask`, `press` or `says`.

    `earned` is the code of Ana's only credential, and `revoked` the code of Ben's revoked one.
    """

    world: World
    earned: str
    revoked: str

    async def ask(self, who: str, text: str, *, private: bool = True) -> Reply:
        platform = "telegram" if who == STRANGER else TERMINAL
        return await self.world.ask(who, text, platform, private=private)

    async def press(self, who: str, call: str, *, private: bool = True) -> Reply:
        platform = "telegram" if who == STRANGER else TERMINAL
        return await self.world.press(who, call, platform, private=private)

    async def does(self, who: str, text: str, *, private: bool = True) -> Reply:
        platform = "telegram" if who == STRANGER else TERMINAL
        return await self.world.does(who, text, platform, private=private)

    async def done(self, who: str, text: str, *, private: bool = True) -> str:
        """Send a message, confirm if the bot asks for it, and return the answer as plain text."""
        return plain_text((await self.does(who, text, private=private)).markdown)

    async def says(self, who: str, text: str, *, private: bool = True) -> str:
        return plain_text((await self.ask(who, text, private=private)).markdown)


async def open_centre(database_url: str) -> Center:
    world = await open_world(database_url, public_url="https://verify.example.org")
    await world.candidate(ANA, "Ana Popescu")
    await world.candidate(BEN, "Ben Okoro")
    await world.candidate(CY, "Cy Newman")
    await world.instructor(INES, "Ines Ortega")
    await world.instructor(OTTO, "Otto Brandt")
    await world.instructor(NILS, "Nils Berg")
    await world.administrator(ADA, "Ada Larsen")
    await world.roster("CNC 1", INES, ANA, CY)
    await world.roster("Night class", OTTO, BEN)
    await _lakeside(world)
    await world.result(ANA, "M1-MMS-T", "pass", ago(100))
    await world.result(ANA, "M1-TUR-T", "pass", ago(50))
    await world.result(ANA, "M1-TCH-P", "submitted", ago(3))
    await world.result(ANA, "M1-MIL-T", "fail", ago(40))
    await world.result(ANA, "M1-MIL-T", "fail", ago(20))
    await world.result(ANA, "M1-GRD-T", "fail", ago(20))
    await world.result(BEN, "M1-JBL-T", "fail", ago(30))
    await world.result(BEN, "M1-JBL-T", "pass", ago(10))
    revoked = await world.award(
        BEN,
        "M1-JBL",
        ago(9),
        revoked_on=ago(2),
        revoked_because=REVOKED_BECAUSE,
        revoked_by="issuer",
    )
    return Center(world, await world.award(ANA, "M1-MMS", ago(100)), revoked)


async def _lakeside(world: World) -> None:
    organization = await world.organisation("Lakeside College")
    for who, number, email, given, family, role in (
        (DANA, DANA, None, "Dana", "Whitfield", "candidate"),
        (LUC, None, LUC, "Luc", "Moreau", "administrator"),
    ):
        person = await world.add(
            "people", number=number, email=email, given_name=given, family_name=family
        )
        await world.add("roles", person_id=person, organisation_id=organization, role=role)
        world.ids[who] = person
    roster = await world.add(
        "rosters", organisation_id=organization, name="CNC at the lake", folded="cnc at the lake"
    )
    await world.add("roster_candidates", roster_id=roster, person_id=world.ids[DANA])


def calls(reply: Reply) -> dict[str, str]:
    """Return the calls of a reply's buttons by their labels."""
    return {each.label: each.call for row in reply.buttons for each in row}
