"""Watching: who verified a credential, or was shown a proof, is told when it changes; nobody else.

Asked in the conversation, brought about in the records, and read where the relay sends it.
"""

import re

import pytest

from adapters.delivery_outcome import Delivered, Outcome, Unreachable
from adapters.periodic_jobs import Rounds
from adapters.relay import Relay
from bot.plain_text import plain_text
from bot.reply import Reply
from core.awards.earning import revoke
from core.awards.holdings import withdraw
from core.goals.tokens import new_token
from core.notices.watches import MOST_WATCHES, Watcher
from core.people.workspaces import Workspace, forget_workspace, meet_workspace
from tests.bot.centre import ANA, BEN, CY, EMPLOYER, INES, SECRETS, STRANGER, Centre, ago

GOAL, TITLE = "nc-entry-machinist", "Entry machinist, as a North Carolina employer hires"
HIRER, RIVAL = "T0ACME:U1", "T0BOLT:U1"
"""Of two workspaces; neither is on record."""
BECAUSE = "a mix-up"
REVOKED = "✗ Revoked: Measurement, Materials & Safety of Ana Popescu, which you asked me to watch"


class Post:
    """What was sent, by address; those in `gone` take nothing any more."""

    def __init__(self, platform: str) -> None:
        self.platform = platform
        self.letters: list[tuple[str, Reply]] = []
        self.gone: set[str] = set()

    def room(self, _: str) -> str:
        return ""

    async def send(self, address: str, reply: Reply) -> Outcome:
        if address in self.gone:
            return Unreachable("account_inactive")
        self.letters.append((address, reply))
        return Delivered()

    def to(self, address: str) -> list[str]:
        return [plain_text(reply.markdown) for place, reply in self.letters if place == address]


async def delivered(centre: Centre, gone: str = "") -> Post:
    """All that is owed by now, sent."""
    post, other = Post("slack"), Post("telegram")
    other.letters = post.letters
    post.gone = {gone}
    senders = {"slack": post, "telegram": other}
    await Rounds(centre.world.edgefinder).turn()
    relay = Relay(centre.world.edgefinder, centre.world.conversation, senders)
    while await relay.turn():
        pass
    return post


async def asks(centre: Centre, text: str, who: str = HIRER) -> Reply:
    return await centre.world.ask(who, text, "slack")


async def says(centre: Centre, text: str, who: str = HIRER) -> str:
    return plain_text((await asks(centre, text, who)).markdown)


async def presses(centre: Centre, call: str, who: str = HIRER) -> str:
    return plain_text((await centre.world.press(who, call, "slack")).markdown)


async def take_back(centre: Centre, code: str) -> None:
    world = centre.world
    async with world.edgefinder.database.begin() as connection:
        await revoke(connection, world.clock, code, BECAUSE)


def calls(reply: Reply) -> list[str]:
    return [button.call for row in reply.buttons for button in row]


async def test_by_a_button_under_the_verdict_one_is_told_once_when_it_is_revoked(
    centre_on_each: Centre,
) -> None:
    centre, code = centre_on_each, centre_on_each.earned
    [button] = [each for each in calls(await asks(centre, f"verify {code}")) if "watch" in each]
    assert "I watch it for you: Measurement" in await says(centre, button)
    assert "already" in await says(centre, button)
    assert (await delivered(centre)).to(HIRER) == []
    await take_back(centre, code)
    [told] = (await delivered(centre)).to(HIRER)
    assert told.startswith(f"{REVOKED}, was revoked on November 23, 2026: {BECAUSE}.")
    assert code in told
    assert not any(secret in told for secret in SECRETS)
    assert (await delivered(centre)).letters == []
    assert "You watch nothing" in await says(centre, "watch")


async def test_whoever_is_on_record_is_told_in_their_own_chat(centre: Centre) -> None:
    await centre.world.linked(INES, "telegram", "700")
    await centre.says(INES, f"watch {centre.earned}")
    await take_back(centre, centre.earned)
    told = (await delivered(centre)).to("700")
    assert [each for each in told if each.startswith(REVOKED)]


async def test_each_is_told_of_what_they_watch_and_of_nothing_else(centre: Centre) -> None:
    other = await centre.world.award(CY, "M1-DRL", ago(5))
    await says(centre, f"watch {centre.earned}")
    await says(centre, f"watch {other}", RIVAL)
    assert centre.earned in await says(centre, "watch")
    assert centre.earned not in await says(centre, "watch", RIVAL)
    await take_back(centre, centre.earned)
    post = await delivered(centre)
    assert len(post.to(HIRER)) == 1
    assert post.to(RIVAL) == []


async def test_several_are_watched_by_one_call_and_what_is_not_valid_is_not(
    centre: Centre,
) -> None:
    other = await centre.world.award(CY, "M1-DRL", ago(5))
    said = await says(centre, f"watch {centre.earned} {other} {centre.revoked}")
    assert "I watch 2 credentials for you" in said
    assert "I do not watch the other code, which is not valid now" in said
    assert "✗ Revoked" in await says(centre, f"watch {centre.revoked}")
    assert "Not in our records" in await says(centre, "watch EF-0000-0000-0000-0")
    assert "You watch 2 things" in await says(centre, "watch")


async def test_one_can_stop_one_or_all_of_ones_own(centre: Centre) -> None:
    other = await centre.world.award(CY, "M1-DRL", ago(5))
    await says(centre, f"watch {centre.earned} {other}")
    [first, second] = [each for each in calls(await asks(centre, "watch")) if "unwatch" in each]
    assert "You watch nothing by that number" in await presses(centre, first, RIVAL)
    assert "Stopped" in await presses(centre, first)
    assert "You watch 1 thing" in await says(centre, "watch")
    assert "You watch nothing by that number" in await says(centre, "unwatch everything")
    assert "Stopped" in await presses(centre, "unwatch all")
    assert "You watch nothing" in await says(centre, second)
    await take_back(centre, centre.earned)
    assert (await delivered(centre)).letters == []


async def test_what_its_holder_has_withdrawn_is_told_to_nobody(centre: Centre) -> None:
    await says(centre, f"watch {centre.earned}")
    await withdraw(
        centre.world.edgefinder.database, centre.world.clock, centre.world.ids[centre.earned]
    )
    listed = await says(centre, "watch")
    assert "Ana" not in listed
    await take_back(centre, centre.earned)
    assert (await delivered(centre)).letters == []


async def test_a_chat_that_takes_no_messages_is_given_up_and_found_again_when_it_speaks(
    centre_on_each: Centre,
) -> None:
    centre = centre_on_each
    other = await centre.world.award(CY, "M1-DRL", ago(5))
    await says(centre, f"watch {centre.earned}")
    await take_back(centre, centre.earned)
    assert (await delivered(centre, gone=HIRER)).letters == []
    [state] = [
        row["state"] for row in await centre.world.rows("notices") if row["kind"] == "watched_award"
    ]
    assert state == "undeliverable"
    await says(centre, f"watch {other}")
    await take_back(centre, other)
    assert len((await delivered(centre)).to(HIRER)) == 1


async def test_an_employer_at_the_terminal_is_told_that_nothing_can_be_sent_there(
    centre: Centre,
) -> None:
    assert not any("watch" in call for call in calls(await centre.ask(EMPLOYER, centre.earned)))
    assert "I cannot write to you here" in await centre.says(EMPLOYER, f"watch {centre.earned}")
    assert "You watch nothing" in await centre.says(EMPLOYER, "watch")
    assert "watch" in " ".join(calls(await centre.ask(STRANGER, centre.earned)))


async def test_there_is_an_end_to_what_one_may_watch(centre: Centre) -> None:
    for number in range(MOST_WATCHES):
        code = await centre.world.award(BEN, f"X-{number}", ago(1))
        await centre.world.edgefinder.watches.award(Watcher("slack", HIRER), code)
    said = await says(centre, f"watch {centre.earned}")
    assert said.startswith(f"You watch {MOST_WATCHES} already")
    assert "Page 1 of 25" in await says(centre, "watch")


async def test_a_workspace_that_leaves_leaves_no_watch_behind(centre_on_each: Centre) -> None:
    centre = centre_on_each
    database = centre.world.edgefinder.database
    await meet_workspace(database, Workspace("slack", "T0ACME"), "Acme")
    for who in (HIRER, RIVAL):
        await says(centre, f"watch {centre.earned}", who)
    place = await centre.world.add(
        "notice_places",
        person_id=centre.world.ids[INES],
        platform="slack",
        address="T0ACME:C1",
        title="#class",
        kind="channel",
        confirmed_at=centre.world.clock(),
    )
    await centre.world.notice(INES, "student_award", centre.earned)
    await take_back(centre, centre.earned)
    await delivered(centre, gone=HIRER)
    await forget_workspace(database, Workspace("slack", "T0ACME"))
    places = await centre.world.rows("notice_places")
    assert [row["address"] for row in places] == [RIVAL]
    assert place not in {row["place_id"] for row in await centre.world.rows("notices")}
    assert len([n for n in await centre.world.rows("notices") if n["person_id"] is None]) == 1


async def shared(centre: Centre) -> str:
    said = await centre.done(ANA, f"prove {GOAL} 30")
    found = re.search(r"https://verify\.example\.org/g/[0-9a-z]+", said)
    assert found is not None, said
    return found.group()


async def test_a_proof_that_is_watched_tells_when_the_goal_is_met_and_when_no_more(
    centre_on_each: Centre,
) -> None:
    centre = centre_on_each
    link = await shared(centre)
    reply = await asks(centre, link)
    said = plain_text(reply.markdown)
    assert said.startswith(f"✗ Not met yet: Ana Popescu does not meet {TITLE} so far")
    assert not any(secret in said for secret in SECRETS)
    [button] = [call for call in calls(reply) if call.startswith("watch")]
    assert f"whether Ana Popescu meets {TITLE}" in await says(centre, button)
    assert (await delivered(centre)).letters == []
    code = await centre.world.award(ANA, "M1-DRL", ago(5))
    post = await delivered(centre)
    [told] = post.to(HIRER)
    assert told == f"✓ Met: Ana Popescu meets {TITLE} now. You asked me to watch it."
    assert (await delivered(centre)).letters == []
    centre.world.clock.pass_by(hours=1)
    await take_back(centre, code)
    assert (await delivered(centre)).to(HIRER) == [
        f"✗ Not met any more: Ana Popescu does not meet {TITLE} now. You asked me to watch it."
    ]
    [stop] = [call for call in calls(post.letters[0][1]) if call.startswith("unwatch")]
    assert "Stopped" in await presses(centre, stop)


@pytest.mark.parametrize("ended", ["withdrawn", "expired"])
async def test_a_proof_that_works_no_more_is_watched_no_more(centre: Centre, ended: str) -> None:
    await says(centre, f"watch {await shared(centre)}")
    if ended == "withdrawn":
        [row] = await centre.world.rows("goal_proofs")
        await centre.done(ANA, f"proofs withdraw {row['id']}")
    else:
        centre.world.clock.pass_by(days=30)
    await centre.world.award(ANA, "M1-DRL", ago(5))
    assert (await delivered(centre)).letters == []
    assert "You watch nothing" in await says(centre, "watch")
    assert "This link proves nothing" in await says(
        centre, f"watch https://verify.example.org/g/{new_token()}"
    )
