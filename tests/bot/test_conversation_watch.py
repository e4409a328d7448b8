"""People who watch a credential or a proof are notified when it changes.

The tests ask in the conversation, change the records, and read what the relay sends.
"""

import re

import pytest

from adapters.delivery_outcome import Delivered, Outcome, Unreachable
from adapters.notice_relay import Relay
from adapters.periodic_jobs import PeriodicJobs
from bot.plain_text import plain_text
from bot.reply import Reply
from core.goals.link_tokens import new_token
from core.notices.watch_types import MOST_WATCHES, Watcher
from core.people.model import Workspace
from core.people.workspaces import Workspaces
from core.workspace_removal import WorkspaceRemoval
from tests.bot.center import ANA, BEN, CY, EMPLOYER, INES, SECRETS, STRANGER, Center, ago

GOAL, TITLE = "nc-entry-machinist", "Entry machinist, as a North Carolina employer hires"
HIRER, RIVAL = "T0ACME:U1", "T0BOLT:U1"
"""Employers in two Slack workspaces. Neither of them is on record."""
BECAUSE = "a mix-up"
REVOKED = "✗ Revoked: Measurement, Materials & Safety of Ana Popescu, which you asked me to watch"


class Post:
    """Stores the messages that the relay sends, by address.

    An address in `gone` no longer accepts messages.
    """

    def __init__(self, platform: str) -> None:
        self.platform = platform
        self.letters: list[tuple[str, Reply]] = []
        self.gone: set[str] = set()

    def concurrency_key(self, _: str) -> str:
        return ""

    async def send(self, address: str, reply: Reply) -> Outcome:
        if address in self.gone:
            return Unreachable("account_inactive")
        self.letters.append((address, reply))
        return Delivered()

    def to(self, address: str) -> list[str]:
        return [plain_text(reply.markdown) for place, reply in self.letters if place == address]


async def delivered(center: Center, gone: str = "") -> Post:
    """Send all notices that are due, and return the messages.

    The address `gone` accepts none.
    """
    post, other = Post("slack"), Post("telegram")
    other.letters = post.letters
    post.gone = {gone}
    senders = {"slack": post, "telegram": other}
    await PeriodicJobs(center.world.edgefinder).turn()
    relay = Relay(center.world.edgefinder, center.world.conversation, senders)
    while await relay.turn():
        pass
    return post


async def asks(center: Center, text: str, who: str = HIRER) -> Reply:
    return await center.world.ask(who, text, "slack")


async def says(center: Center, text: str, who: str = HIRER) -> str:
    return plain_text((await asks(center, text, who)).markdown)


async def presses(center: Center, call: str, who: str = HIRER) -> str:
    return plain_text((await center.world.press(who, call, "slack")).markdown)


async def take_back(center: Center, code: str) -> None:
    world = center.world
    await world.edgefinder.revocations.revoke(code, BECAUSE)


def calls(reply: Reply) -> list[str]:
    return [button.call for row in reply.buttons for button in row]


async def test_a_person_who_pressed_the_watch_button_gets_one_notice_of_a_revocation(
    center_on_each: Center,
) -> None:
    center, code = center_on_each, center_on_each.earned
    [button] = [each for each in calls(await asks(center, f"verify {code}")) if "watch" in each]
    assert "I am watching it for you: Measurement" in await says(center, button)
    assert "already" in await says(center, button)
    assert (await delivered(center)).to(HIRER) == []
    await take_back(center, code)
    [told] = (await delivered(center)).to(HIRER)
    assert told.startswith(f"{REVOKED}, was revoked on November 23, 2026: {BECAUSE}.")
    assert code in told
    assert not any(secret in told for secret in SECRETS)
    assert (await delivered(center)).letters == []
    assert "You are not watching anything" in await says(center, "watch")


async def test_a_watcher_who_is_on_record_is_notified_in_their_own_chat(center: Center) -> None:
    await center.world.linked(INES, "telegram", "700")
    await center.says(INES, f"watch {center.earned}")
    await take_back(center, center.earned)
    told = (await delivered(center)).to("700")
    assert [each for each in told if each.startswith(REVOKED)]


async def test_a_person_is_notified_only_of_credentials_that_they_watch(center: Center) -> None:
    other = await center.world.award(CY, "M1-DRL", ago(5))
    await says(center, f"watch {center.earned}")
    await says(center, f"watch {other}", RIVAL)
    assert center.earned in await says(center, "watch")
    assert center.earned not in await says(center, "watch", RIVAL)
    await take_back(center, center.earned)
    post = await delivered(center)
    assert len(post.to(HIRER)) == 1
    assert post.to(RIVAL) == []


async def test_one_watch_command_watches_all_of_its_valid_codes(
    center: Center,
) -> None:
    other = await center.world.award(CY, "M1-DRL", ago(5))
    said = await says(center, f"watch {center.earned} {other} {center.revoked}")
    assert "I am watching 2 credentials for you" in said
    assert "I am not watching 1 other code, which is not valid now" in said
    assert "✗ Revoked" in await says(center, f"watch {center.revoked}")
    assert "Not in our records" in await says(center, "watch EF-0000-0000-0000-0")
    assert "You are watching 2 things" in await says(center, "watch")


async def test_one_watch_command_watches_a_code_and_a_proof_link(center: Center) -> None:
    await center.world.award(ANA, "M1-DRL", ago(5))
    made = await center.done(ANA, f"prove {GOAL} 30")
    [link] = re.findall(r"https://\S+/g/[0-9a-z]+", made)
    await says(center, f"watch {center.earned} {link}")
    listed = await says(center, "watch")
    assert "You are watching 2 things" in listed
    assert TITLE in listed


async def test_people_can_stop_one_or_all_of_their_watches(center: Center) -> None:
    other = await center.world.award(CY, "M1-DRL", ago(5))
    await says(center, f"watch {center.earned} {other}")
    [first, second] = [each for each in calls(await asks(center, "watch")) if "unwatch" in each]
    assert "There is no watch with that number" in await presses(center, first, RIVAL)
    assert "Stopped" in await presses(center, first)
    assert "You are watching 1 thing" in await says(center, "watch")
    assert "There is no watch with that number" in await says(center, "unwatch everything")
    assert "Stopped" in await presses(center, "unwatch all")
    assert "You are not watching anything" in await says(center, second)
    await take_back(center, center.earned)
    assert (await delivered(center)).letters == []


async def test_watchers_are_notified_of_a_revocation_even_if_the_holder_withdrew_the_code(
    center: Center,
) -> None:
    await says(center, f"watch {center.earned}")
    await center.world.edgefinder.holdings.withdraw(
        center.world.ids[ANA], center.world.ids[center.earned]
    )
    listed = await says(center, "watch")
    assert "Ana" not in listed
    await take_back(center, center.earned)
    [(_, heard)] = (await delivered(center)).letters
    assert heard.template == "notice_watched_award"


async def test_a_chat_that_could_not_be_reached_gets_notices_again_after_it_has_written(
    center_on_each: Center,
) -> None:
    center = center_on_each
    other = await center.world.award(CY, "M1-DRL", ago(5))
    await says(center, f"watch {center.earned}")
    await take_back(center, center.earned)
    assert (await delivered(center, gone=HIRER)).letters == []
    [state] = [
        row["state"] for row in await center.world.rows("notices") if row["kind"] == "watched_award"
    ]
    assert state == "undeliverable"
    await says(center, f"watch {other}")
    await take_back(center, other)
    assert len((await delivered(center)).to(HIRER)) == 1


async def test_an_employer_at_the_terminal_is_told_that_they_get_no_notices(
    center: Center,
) -> None:
    assert not any("watch" in call for call in calls(await center.ask(EMPLOYER, center.earned)))
    assert "I cannot send you messages here" in await center.says(
        EMPLOYER, f"watch {center.earned}"
    )
    assert "You are not watching anything" in await center.says(EMPLOYER, "watch")
    assert "watch" in " ".join(calls(await center.ask(STRANGER, center.earned)))


async def test_the_number_of_watches_is_limited(center: Center) -> None:
    for number in range(MOST_WATCHES):
        code = await center.world.award(BEN, f"X-{number}", ago(1))
        await center.world.edgefinder.watches.award(Watcher("slack", HIRER), code)
    said = await says(center, f"watch {center.earned}")
    assert said.startswith(f"You already watch the maximum of {MOST_WATCHES}.")
    assert "Page 1 of 25" in await says(center, "watch")


async def test_a_removed_workspace_leaves_no_watches_places_and_notices(
    center_on_each: Center,
) -> None:
    center = center_on_each
    database = center.world.edgefinder.database
    await Workspaces(database).meet(Workspace("slack", "T0ACME"), "Acme")
    for who in (HIRER, RIVAL):
        await says(center, f"watch {center.earned}", who)
    place = await center.world.add(
        "notice_places",
        person_id=center.world.ids[INES],
        platform="slack",
        address="T0ACME:C1",
        title="#class",
        kind="channel",
        confirmed_at=center.world.clock(),
    )
    await center.world.notice(INES, "student_award", center.earned)
    await take_back(center, center.earned)
    await delivered(center, gone=HIRER)
    await WorkspaceRemoval(database).forget(Workspace("slack", "T0ACME"))
    places = await center.world.rows("notice_places")
    assert [row["address"] for row in places] == [RIVAL]
    assert place not in {row["place_id"] for row in await center.world.rows("notices")}
    assert len([n for n in await center.world.rows("notices") if n["person_id"] is None]) == 1


async def shared(center: Center) -> str:
    said = await center.done(ANA, f"prove {GOAL} 30")
    found = re.search(r"https://verify\.example\.org/g/[0-9a-z]+", said)
    assert found is not None, said
    return found.group()


async def test_people_who_watch_a_proof_are_notified_when_its_goal_is_met_or_no_longer_met(
    center_on_each: Center,
) -> None:
    center = center_on_each
    link = await shared(center)
    reply = await asks(center, link)
    said = plain_text(reply.markdown)
    assert said.startswith(f"✗ Not met yet: Ana Popescu does not meet {TITLE} so far")
    assert not any(secret in said for secret in SECRETS)
    [button] = [call for call in calls(reply) if call.startswith("watch")]
    assert f"whether Ana Popescu meets {TITLE}" in await says(center, button)
    assert (await delivered(center)).letters == []
    code = await center.world.award(ANA, "M1-DRL", ago(5))
    post = await delivered(center)
    [told] = post.to(HIRER)
    assert told == f"✓ Met: Ana Popescu now meets {TITLE}. You asked me to watch it."
    assert (await delivered(center)).letters == []
    center.world.clock.pass_by(hours=1)
    await take_back(center, code)
    assert (await delivered(center)).to(HIRER) == [
        f"✗ No longer met: Ana Popescu does not meet {TITLE} now. You asked me to watch it."
    ]
    [stop] = [call for call in calls(post.letters[0][1]) if call.startswith("unwatch")]
    assert "Stopped" in await presses(center, stop)


@pytest.mark.parametrize("ended", ["withdrawn", "expired"])
async def test_a_watch_ends_when_its_proof_is_withdrawn_or_expires(
    center: Center, ended: str
) -> None:
    await says(center, f"watch {await shared(center)}")
    if ended == "withdrawn":
        [row] = await center.world.rows("goal_proofs")
        await center.done(ANA, f"proofs withdraw {row['id']}")
    else:
        center.world.clock.pass_by(days=30)
    await center.world.award(ANA, "M1-DRL", ago(5))
    assert (await delivered(center)).letters == []
    assert "You are not watching anything" in await says(center, "watch")
    assert "This link proves nothing" in await says(
        center, f"watch https://verify.example.org/g/{new_token()}"
    )
