"""Slack's error codes: what happens to a notice, and what a waiting person is told."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.delivery_outcome import Delivered, Failed, Outcome, Sender, Unreachable, Wait
from adapters.slack.error_meanings import REFUSALS, UNKNOWN, NoticeOutcome, Refusal
from adapters.slack.errors import NO_ANSWER
from bot.reply import Reply, Turn
from core.verification.verdict import Verdict, VerdictKind
from tests.adapters.slack.run_adapter import SmallConversation, SmallWorkplace, running
from tests.doubles.slack import Channel, Person, SlackPlatform

DOCS = Path(__file__).parents[2] / "docs" / "slack.md"
NOTICE = Reply("notices", "notice", "**Ada Example** has earned *Milling I*")
NOW = datetime(2026, 3, 31, tzinfo=UTC)
CODES = [
    (code, each)
    for each in (*REFUSALS, replace(UNKNOWN, codes=("something_new",)))
    for code in each.codes
    if code not in {NO_ANSWER, "ratelimited"}
]
by_code = pytest.mark.parametrize(("code", "meant"), CODES, ids=[code for code, _ in CODES])


class Verifying(SmallConversation):
    """A fake conversation that answers everything with a verdict."""

    async def retry_later(self, turn: Turn, reply: Reply, seconds: float = 0) -> None:
        self.kept.append((turn, reply))

    async def answer(self, turn: Turn) -> Reply:
        verdict = Verdict(VerdictKind.UNKNOWN, "EF-0000-0000-0000-0", NOW, "records")
        return Reply("verify", "verify", "Not in our records", verdicts=(verdict,))


class WithAPage(SmallWorkplace):
    async def to_show(self, turn: Turn, codes: Sequence[str]) -> Reply:
        return Reply("", "verdicts_shown", "A verdict for everybody")


@pytest.fixture
def hiring(slack: SlackPlatform, erin: Person) -> Channel:
    return slack.workspace().channel("hiring", [erin])


@pytest.fixture
async def sender(slack: SlackPlatform, erin: Person) -> AsyncIterator[Sender]:
    async with running(slack, "http", Verifying(), workplace=WithAPage()) as adapter:
        yield adapter.sender


def expected(code: str, meant: Refusal) -> Outcome:
    match meant.notice:
        case NoticeOutcome.WAITS:
            return Wait(30)
        case NoticeOutcome.ENDS:
            return Unreachable(meant.reason)
        case NoticeOutcome.PLAIN:
            return Delivered()
    return Failed(f"{meant.reason} (Slack said {code})")


@by_code
async def test_the_outcome_of_a_refused_notice_matches_the_table(
    slack: SlackPlatform, sender: Sender, erin: Person, code: str, meant: Refusal
) -> None:
    slack.inject_fault("chat.postMessage", error=code, times=2, when=lambda args: "blocks" in args)
    outcome = await sender.send(f"{erin.workspace.id}:{erin.id}", NOTICE)
    assert outcome == expected(code, meant)
    if outcome == Delivered():
        heard = await erin.hears()
        assert (heard.text, heard.blocks) == ("Ada Example has earned Milling I", [])


@by_code
async def test_a_person_who_shares_a_verdict_is_told_what_to_do_if_slack_refuses_it(
    slack: SlackPlatform,
    sender: Sender,
    erin: Person,
    hiring: Channel,
    code: str,
    meant: Refusal,
) -> None:
    await erin.slash("/nims", "verify EF-0000-0000-0000-0", channel=hiring)
    heard = await erin.hears()
    slack.inject_fault("response_url", status=500, when=lambda args: "everybody" in args["text"])
    slack.inject_fault("chat.postMessage", error=code, when=lambda args: "blocks" in args)
    await erin.press(heard, "Share this verdict here")
    heard = await erin.hears()
    if meant.notice is NoticeOutcome.PLAIN:
        assert (heard.text, heard.only_for) == ("A verdict for everybody", None)
    else:
        words = meant.person or UNKNOWN.person
        assert (heard.text, heard.only_for) == (f"I could not share it here. {words}", erin)


async def test_if_a_window_opens_too_late_a_message_asks_to_press_again(
    slack: SlackPlatform, sender: Sender, erin: Person
) -> None:
    await erin.slash("/nims")
    window = await slack.wait_for(lambda _: erin.modal)
    assert "Verify several" in window.buttons
    slack.inject_fault("views.push", error="expired_trigger_id")
    await erin.press(window, "Verify several")
    heard = await erin.hears()
    assert heard.text == "It took too long for Slack to open a window. Press again."
    assert heard.channel is erin.dms


async def test_an_answer_that_cannot_be_sent_in_the_channel_is_a_direct_message(
    slack: SlackPlatform, sender: Sender, erin: Person, hiring: Channel
) -> None:
    slack.inject_fault("response_url", status=500)
    slack.inject_fault("chat.postEphemeral", error="is_archived")
    await erin.slash("/nims", "verify EF-0000-0000-0000-0", channel=hiring)
    heard = await erin.hears()
    assert (heard.channel, heard.text) == (erin.dms, "Not in our records")


def test_no_error_code_of_slack_is_in_the_table_twice() -> None:
    codes = [code for each in REFUSALS for code in each.codes]
    assert len(codes) == len(set(codes))


def test_the_documentation_matches_the_table_of_error_codes() -> None:
    text = DOCS.read_text("utf-8")
    table = text.partition("<!-- refusals -->\n")[2].partition("<!-- end -->")[0].strip()
    lines = [
        "| Slack says | who waits is told | a notice | what is installed |",
        "|---|---|---|---|",
    ]
    for each in (*REFUSALS, UNKNOWN):
        codes = ", ".join(f"`{code}`" for code in each.codes if code != NO_ANSWER)
        person = each.person or "(the answer takes another way)"
        shown = codes or "anything else"
        lines.append(f"| {shown} | {person} | {each.notice.value} | {each.installation.value} |")
    assert table == "\n".join(lines)
