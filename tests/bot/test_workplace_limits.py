"""Previews, shared verdicts and workflow steps count toward the rate limits of look-ups."""

from bot.reply import Turn
from bot.workplace import Workplace
from core.awards.codes import new_code
from core.people.model import Identity
from core.verification.verdict import Detail, VerdictKind
from tests.world import World

SITE = "https://verify.example.org"


def turn(who: str = "T1:U1") -> Turn:
    return Turn(Identity("slack", who, who.partition(":")[0]), "", address=who)


async def test_after_too_many_unknown_codes_a_workspace_gets_no_previews(world: World) -> None:
    await world.candidate("2026-001")
    real = await world.award("2026-001", "M1-MMS")
    workplace = Workplace(world.edgefinder)
    for _ in range(60):
        assert await workplace.links.card(turn(), f"{SITE}/v/{new_code()}") is not None
    for code in (real, new_code()):
        assert await workplace.links.card(turn(), f"{SITE}/v/{code}") is None
    assert await workplace.links.card(turn("T2:U1"), f"{SITE}/v/{real}") is not None


async def test_all_workflow_steps_of_a_workspace_share_one_limit(world: World) -> None:
    await world.candidate("2026-001")
    real = await world.award("2026-001", "M1-MMS")
    workplace = Workplace(world.edgefinder)
    for _ in range(60):
        await workplace.checks.verdict(turn("T1:"), new_code())
    limited = await workplace.checks.verdict(turn("T1:"), real)
    assert (limited.detail, limited.holder) == (Detail.LIMITED, None)
    assert "please ask again in" in (limited.reason or "")
    assert (await workplace.checks.verdict(turn("T2:"), real)).kind is VerdictKind.VALID


async def test_showing_verdicts_to_others_stops_after_too_many_unknown_codes(world: World) -> None:
    await world.candidate("2026-001")
    real = await world.award("2026-001", "M1-MMS")
    workplace = Workplace(world.edgefinder)
    for _ in range(3):
        await workplace.verdicts.to_show(turn(), [new_code() for _ in range(20)])
    assert "Ana" not in (await workplace.verdicts.to_show(turn(), [real])).markdown
