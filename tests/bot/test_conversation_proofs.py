"""A candidate proves that they meet a goal, by a link that expires and shows nothing else."""

import re

import pytest

from bot.plain_text import plain_text
from core.goals.link_tokens import new_token
from tests.bot.center import ANA, CY, EMPLOYER, SECRETS, Center, ago
from tests.bot.recorded_statements import statements

GOAL = "nc-entry-machinist"
TITLE = "Entry machinist, as a North Carolina employer hires"
_LINK = re.compile(r"https://verify\.example\.org/g/([0-9a-z]+)")


async def met(center: Center) -> str:
    """Give Ana the award that she still lacks for the goal. Return its code."""
    return await center.world.award(ANA, "M1-DRL", ago(5))


async def proof(center: Center, how: str = "30") -> str:
    said = await center.done(ANA, f"prove {GOAL} {how}")
    found = _LINK.search(said)
    assert found is not None, said
    return found.group()


async def test_a_link_shows_that_the_goal_is_met_and_nothing_else(center_on_each: Center) -> None:
    await met(center_on_each)
    link = await proof(center_on_each)
    for typed in (link, f"verify {link}", f"verify {link.rpartition('/')[2].upper()}"):
        said = await center_on_each.says(EMPLOYER, typed)
        assert said.startswith(f"✓ Met: Ana Popescu meets {TITLE}.")
        assert "Drill" not in said
        assert "Measurement" not in said
        assert not any(secret in said for secret in SECRETS)


async def test_a_link_shows_the_credentials_that_meet_the_goal_if_the_candidate_chose_so(
    center_on_each: Center,
) -> None:
    await met(center_on_each)
    await center_on_each.world.award(ANA, "M1-JBL", ago(1))
    said = await center_on_each.says(EMPLOYER, await proof(center_on_each, "90 shown"))
    assert "By these:" in said
    assert "Measurement, Materials & Safety, August 15, 2026" in said
    assert "Benchwork" not in said, "the goal needs only two credentials"
    assert "EF-" not in said


async def test_prove_asks_for_how_long_the_link_works_and_what_it_shows(center: Center) -> None:
    await met(center)
    reply = await center.does(ANA, f"prove {GOAL}")
    assert [button.call for row in reply.buttons for button in row] == [
        f"prove {GOAL} 30",
        f"prove {GOAL} 30 shown",
        f"prove {GOAL} 90",
        f"prove {GOAL} 90 shown",
    ]
    assert await center.world.rows("goal_proofs") == []


async def test_a_candidate_can_share_a_link_that_says_that_a_goal_is_not_met_yet(
    center: Center,
) -> None:
    reply = await center.does(ANA, f"prove {GOAL}")
    assert "cannot be proven yet: you have 1 exam to go" in plain_text(reply.markdown)
    assert f"prove {GOAL} 30" in [button.call for row in reply.buttons for button in row]
    assert "the people who should know when you meet it" in await center.done(
        ANA, f"prove {GOAL} 30"
    )
    said = await center.says(EMPLOYER, await proof(center))
    assert said.startswith(f"✗ Not met yet: Ana Popescu does not meet {TITLE} so far.")
    assert "exam" not in said, "the proof does not reveal what is missing"
    await met(center)
    assert (await center.says(EMPLOYER, await proof(center))).startswith("✓ Met")


async def test_prove_without_a_goal_offers_the_goals_that_are_met_or_followed(
    center_on_each: Center,
) -> None:
    async def offered() -> tuple[str, list[str]]:
        reply = await center_on_each.ask(ANA, "prove")
        return plain_text(reply.markdown), [row[0].call for row in reply.buttons[:-1]]

    said, calls = await offered()
    assert said.startswith("You do not meet a goal that I know of yet.")
    assert calls == []
    await center_on_each.ask(ANA, "follow pa-skills-advanced")
    assert "pick a goal that you follow" in (await offered())[0]
    assert (await offered())[1] == ["prove pa-skills-advanced"]
    await met(center_on_each)
    said, calls = await offered()
    assert said.startswith("You meet 2 goals. Which one should the link prove?")
    assert calls == [f"prove {GOAL}", "prove pa-skills-basic"]
    await center_on_each.ask(ANA, "follow pa-skills-basic")
    assert (await offered())[1] == ["prove pa-skills-basic", f"prove {GOAL}"]


async def test_an_unknown_goal_cannot_be_proven_and_an_employer_cannot_prove_any(
    center: Center,
) -> None:
    assert (await center.ask(ANA, "prove bakery")).template == "no_goal"
    assert (await center.does(EMPLOYER, f"prove {GOAL} 30")).template == "not_for_you"
    assert await center.world.rows("goal_proofs") == []


async def test_a_link_says_that_the_goal_is_no_longer_met_after_a_revocation(
    center_on_each: Center,
) -> None:
    code = await met(center_on_each)
    link = await proof(center_on_each, "30 shown")
    center_on_each.world.clock.pass_by(days=2)
    world = center_on_each.world
    await world.edgefinder.revocations.revoke(code, "a mix-up")
    said = await center_on_each.says(EMPLOYER, link)
    assert said.startswith(f"✗ No longer met: Ana Popescu met {TITLE} on November 23, 2026")
    assert "By these" not in said


@pytest.mark.parametrize("ended", ["unknown", "expired", "withdrawn"])
async def test_expired_withdrawn_and_unknown_links_get_the_same_answer_by_one_statement(
    center_on_each: Center, ended: str
) -> None:
    await met(center_on_each)
    link = await proof(center_on_each)
    await center_on_each.ask(EMPLOYER, link)
    if ended == "unknown":
        link = f"https://verify.example.org/g/{new_token()}"
    elif ended == "expired":
        center_on_each.world.clock.pass_by(days=30)
    else:
        [row] = await center_on_each.world.rows("goal_proofs")
        assert "Withdrawn: the link" in await center_on_each.done(
            ANA, f"proofs withdraw {row['id']}"
        )
    async with statements(center_on_each.world) as asked:
        said = await center_on_each.says(EMPLOYER, f"verify {link}")
    assert said == (
        "This link proves nothing. It may be mistyped, withdrawn, or too old. Ask the person who "
        "gave it to you for a new one."
    )
    assert len(asked) == 1


async def test_the_candidate_sees_how_often_a_link_was_opened(center: Center) -> None:
    await met(center)
    link = await proof(center)
    assert "not looked at yet" in await center.says(ANA, "proofs")
    for _ in range(2):
        await center.ask(EMPLOYER, link)
    assert "looked at 2 times, last on November 23, 2026" in await center.says(ANA, "proofs")


async def test_nobody_can_withdraw_another_persons_link(center: Center) -> None:
    await met(center)
    link = await proof(center)
    [row] = await center.world.rows("goal_proofs")
    said = await center.done(CY, f"proofs withdraw {row['id']}")
    assert said.startswith("You have no links that prove a goal.")
    assert (await center.says(EMPLOYER, link)).startswith("✓ Met")


async def test_only_the_hash_of_a_links_token_is_stored(center: Center) -> None:
    await met(center)
    token = (await proof(center)).rpartition("/")[2]
    assert token not in str(await center.world.rows("goal_proofs"))


async def test_a_candidate_can_have_only_a_limited_number_of_links(center: Center) -> None:
    await met(center)
    for _ in range(20):
        await proof(center)
    assert "as many links as you can have" in await center.done(ANA, f"prove {GOAL} 30")
    center.world.clock.pass_by(days=31)
    await proof(center)
    assert len(await center.world.rows("goal_proofs")) == 1
