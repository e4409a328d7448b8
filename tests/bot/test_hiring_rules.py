"""The hiring rules of a workplace are made, edited by title, and described in one line."""

import pytest

from bot.hiring_rules import MOST_RULES, SimpleRule
from bot.plain_text import plain_text
from bot.reply import Turn
from bot.workplace import Workplace
from core.people.model import Identity
from tests.world import World


def turn(who: str = "T1:U1") -> Turn:
    return Turn(Identity("slack", who, who.partition(":")[0]), "make_rule", address=who)


async def makes(world: World, rule: SimpleRule, who: str = "T1:U1") -> str:
    reply = await Workplace(world.edgefinder).rules.make(turn(who), rule)
    return " ".join(plain_text(reply.markdown).split())


@pytest.fixture
async def acme(world: World) -> World:
    await Workplace(world.edgefinder).employers.meet(turn(), "Acme", "T1")
    return world


@pytest.mark.parametrize(
    ("need", "years", "asks"),
    [
        (0, 0, "Measurement, Materials & Safety; Job Planning, Benchwork & Layout."),
        (1, 0, "at least 1 of: Measurement, Materials & Safety; Job Planning,"),
        (2, 3, "Job Planning, Benchwork & Layout, earned within 3 years."),
    ],
)
async def test_a_hiring_rule_with_few_requirements_is_described_by_their_names(
    acme: World, need: int, years: int, asks: str
) -> None:
    rule = SimpleRule("Second shift", ("M1-MMS", "M1-JBL"), need, years)
    assert asks in await makes(acme, rule)


async def test_a_hiring_rule_with_many_requirements_is_described_by_their_number(
    acme: World,
) -> None:
    codes = tuple(each.code for each in acme.edgefinder.catalog.credentials[:9])
    assert "asks for at least 4 of" in await makes(acme, SimpleRule("Anybody", codes, 4))


async def test_saving_a_hiring_rule_with_an_existing_title_changes_that_rule(acme: World) -> None:
    assert "Saved" in await makes(acme, SimpleRule("Second shift", ("M1-MMS",)))
    [first] = await acme.rows("goals")
    assert "Changed" in await makes(acme, SimpleRule("second SHIFT", ("M1-JBL",)))
    [second] = await acme.rows("goals")
    assert second["code"] == first["code"]
    assert "M1-JBL" in str(second["document"])


async def test_two_workplaces_may_use_one_title_and_each_sees_only_its_own_rules(
    acme: World,
) -> None:
    workplace = Workplace(acme.edgefinder)
    await workplace.employers.meet(turn("T2:U1"), "Bolt", "T2")
    for who in ("T1:U1", "T2:U1"):
        assert "Saved" in await makes(acme, SimpleRule("Second shift", ("M1-MMS",)), who)
    [mine], [theirs] = [await workplace.rules.own(turn(who)) for who in ("T1:U9", "T2:U9")]
    assert mine.code != theirs.code
    removed = await workplace.rules.remove(turn("T1:U1"), theirs.code)
    assert "cannot be removed here" in removed.markdown
    assert len(await acme.rows("goals")) == 2


async def test_a_person_outside_of_a_workplace_cannot_make_its_hiring_rules(acme: World) -> None:
    assert "not saved" in await makes(acme, SimpleRule("Mine", ("M1-MMS",)), "T9:U1")
    assert await acme.rows("goals") == []


@pytest.mark.parametrize("title", ["***", "日本", "a" * 100])
async def test_a_hiring_rule_may_have_any_title(acme: World, title: str) -> None:
    assert title in await makes(acme, SimpleRule(title, ("M1-MMS",)))


async def test_a_hiring_rule_with_a_credential_that_the_catalog_lacks_is_not_saved(
    acme: World,
) -> None:
    assert "not saved: needs" in await makes(acme, SimpleRule("Odd", ("X9-NONE",)))


async def test_a_workplace_can_have_only_a_limited_number_of_hiring_rules(acme: World) -> None:
    for number in range(MOST_RULES):
        await makes(acme, SimpleRule(f"Rule {number}", ("M1-MMS",)))
    assert f"there are already {MOST_RULES}" in await makes(acme, SimpleRule("One", ("M1-MMS",)))
    assert "Changed" in await makes(acme, SimpleRule("Rule 7", ("M1-JBL",)))
