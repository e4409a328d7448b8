"""A workspace's pages, lists and shared verdicts: what they show to whom."""

import csv

from bot.plain_text import plain_text
from bot.reply import Turn
from bot.verdict_table import verdict_table
from bot.workplace import Workplace
from core.awards.codes import new_code
from core.people.model import Identity
from core.verification.verdict import Verdict, VerdictKind
from tests.world import StoppedClock, World


def turn(text: str = "", who: str = "T1:U1") -> Turn:
    return Turn(Identity("slack", who, who.partition(":")[0]), text, address=who)


async def test_no_page_of_a_workspace_shows_another_workspaces_checks(world: World) -> None:
    workplace = Workplace(world.edgefinder)
    asked = turn(new_code())
    await workplace.employers.meet(asked, "Acme", "T1")
    await workplace.checks.note("T1", asked, (await workplace.checks.check_list(asked)).verdicts)
    assert len((await workplace.home.page("T1", turn(who="T1:U2"))).checks) == 1
    assert (await workplace.home.page("T2", turn(who="T2:U1"))).checks == ()


async def test_a_candidates_home_page_shows_no_checks_of_the_workspace(world: World) -> None:
    await world.candidate("2026-001")
    await world.linked("2026-001", "slack", "T1:U9")
    workplace = Workplace(world.edgefinder)
    asked = turn(new_code())
    await workplace.employers.meet(asked, "Acme", "T1")
    await workplace.checks.note("T1", asked, (await workplace.checks.check_list(asked)).verdicts)
    page = await workplace.home.page("T1", turn(who="T1:U9"))
    assert (page.employer, page.checks) == (False, ())


async def test_a_verdict_shown_to_everybody_has_no_code_and_no_buttons(world: World) -> None:
    await world.candidate("2026-001")
    code = await world.award("2026-001", "M1-MMS")
    reply = await Workplace(world.edgefinder).verdicts.to_show(turn(), [code, new_code(), "EF-1"])
    words = plain_text(reply.markdown)
    assert "Ana Popescu" in words
    assert "EF-" not in words
    assert (reply.buttons, reply.attachments, reply.personal) == ((), (), False)


async def test_only_a_link_to_one_of_our_own_pages_gets_a_preview(world: World) -> None:
    workplace = Workplace(world.edgefinder)
    code = new_code()
    assert await workplace.links.card(turn(), f"https://verify.example.org/v/{code}") is not None
    for link in (
        f"https://example.org/v/{code}",
        f"https://verify.example.org.example.net/v/{code}",
        "https://verify.example.org/v/EF-1",
    ):
        assert await workplace.links.card(turn(), link) is None


async def test_a_fault_while_a_list_is_checked_is_answered_with_an_apology(world: World) -> None:
    async with world.edgefinder.database.begin() as connection:
        for table in ("digest_awards", "watches", "notices", "award_statuses", "awards"):
            await connection.exec_driver_sql(f"DROP TABLE {table}")
    reply = await Workplace(world.edgefinder).checks.check_list(turn(new_code()))
    assert reply.template == "fault"


def test_a_cell_of_an_exported_table_that_looks_like_a_formula_is_text() -> None:
    now = StoppedClock()()
    verdict = Verdict(VerdictKind.VALID, "EF-1", now, "records", holder="=HYPERLINK(1)")
    written = verdict_table([verdict]).content.decode("utf-8-sig").splitlines()
    [row] = csv.DictReader(written)
    assert row["holder"] == "'=HYPERLINK(1)"
