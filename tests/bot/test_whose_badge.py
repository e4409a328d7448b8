"""An employer checks whether a badge belongs to the person who shows it, by e-mail address."""

import json

import pytest

from adapters.slack.windows.verify_list import BROUGHT, HOLDER, VerifyListWindow
from bot.plain_text import plain_text
from bot.reply import File, MediaKind, Reply, Turn
from bot.whose_badge import address_at_end, apart
from core.people.model import Identity
from core.verification.fetching import Fetcher
from core.verification.files.worker_pool import FileReader
from core.verification.online_checks import Examination
from tests.bot.center import STRANGER, Center
from tests.core.other_badges import ADDRESS, ASSERTION, HOSTED, assertion, college, signed

WHO = Identity("telegram", STRANGER)
JWS = signed(ASSERTION)


@pytest.fixture
def trusting(center: Center) -> Center:
    """Return the center, set up to trust the college that issues the badges."""
    signed = center.world.edgefinder._signed_credentials
    signed._examination = Examination(college(), Fetcher(), FileReader())
    return center


async def sent(
    center: Center, text: str = "", content: str = "", *, pressed: bool = False
) -> Reply:
    file = File("badge.jws", content.encode()) if content else None
    brought = MediaKind.FILE if content else None
    turn = Turn(WHO, text, address=STRANGER, file=file, media=brought, pressed=pressed)
    return await center.world.conversation.answer(turn)


def calls(reply: Reply) -> list[str]:
    return [button.call for row in reply.buttons for button in row]


@pytest.mark.parametrize("how", ["a file", "typed"])
async def test_after_a_badge_the_bot_asks_for_the_persons_address_and_compares_it(
    trusting: Center, how: str
) -> None:
    shown = await (
        sent(trusting, content=JWS) if how == "a file" else sent(trusting, f"verify {JWS}")
    )
    assert "verify whose" in calls(shown)
    asked = await sent(trusting, "verify whose", pressed=True)
    assert asked.template == "whose_ask"
    theirs = await sent(trusting, ADDRESS)
    assert "It is theirs: Surface Grinding was awarded to" in plain_text(theirs.markdown)
    others = await sent(trusting, "someone@example.org")
    assert "Do not rely on it for this person." in plain_text(others.markdown)


async def test_if_a_badge_could_not_be_confirmed_the_answer_about_the_address_says_so(
    trusting: Center,
) -> None:
    await sent(trusting, content=json.dumps(HOSTED))
    theirs = await sent(trusting, ADDRESS)
    assert "Nobody has confirmed the badge itself" in plain_text(theirs.markdown)


async def test_the_persons_address_may_come_with_the_file_or_after_a_pasted_badge(
    trusting: Center,
) -> None:
    for reply in (
        await sent(trusting, f"is it theirs? {ADDRESS}", content=JWS),
        await sent(trusting, f"verify {JWS} {ADDRESS}"),
    ):
        assert f"held by {ADDRESS}" in plain_text(reply.markdown)
        assert "verify whose" not in calls(reply)


async def test_an_address_without_a_badge_is_answered_like_any_other_text(center: Center) -> None:
    assert (await sent(center, ADDRESS)).template not in {"whose", "verify"}
    named = {"type": "email", "identity": ADDRESS, "hashed": False}
    shown = await sent(center, content=signed(assertion(recipient=named)))
    assert "verify whose" not in calls(shown)


def test_slacks_window_for_the_address_accepts_an_address_and_nothing_else() -> None:
    def view(typed: str, address: str) -> dict[str, object]:
        fields = {
            "a": {"typed": {"value": typed}},
            "b": {HOLDER: {"value": address}},
            "c": {BROUGHT: {"files": []}},
        }
        return {"state": {"values": fields}}

    window = VerifyListWindow()
    assert window.read(view("EF-1", ADDRESS)) == f"EF-1\n{ADDRESS}"
    assert window.errors(view("EF-1", ADDRESS)) == {}
    assert list(window.errors(view("EF-1", "Dana"))) == [HOLDER]
    assert window.read(view("EF-1", "")) == "EF-1"


@pytest.mark.parametrize(
    ("text", "rest", "address"),
    [
        ("x y@example.org", "x", "y@example.org"),
        ("x <y@example.org>", "x", "y@example.org"),
        ("y@example.org", "", "y@example.org"),
        ('{"email": "y@example.org"}', '{"email": "y@example.org"}', ""),
        ("y@example.org x", "y@example.org x", ""),
        ("", "", ""),
    ],
)
def test_an_address_is_read_only_at_the_end_of_a_message(
    text: str, rest: str, address: str
) -> None:
    assert apart(text) == (rest, address)
    assert address_at_end(text) == address
