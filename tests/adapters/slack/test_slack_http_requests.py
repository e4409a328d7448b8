"""Slash commands over HTTP are read without Bolt."""

import hmac
import time
from urllib.parse import urlencode

import pytest

from adapters.slack.http_requests import slash_command
from tests.adapters.slack.run_adapter import SmallConversation, running
from tests.doubles.slack import SlackPlatform

FORM = {"content-type": "application/x-www-form-urlencoded"}
FIELDS = {
    "command": "/nims",
    "text": "status M1-TCH & more",
    "team_id": "T0SHOP",
    "user_id": "U0ANA",
    "response_url": "https://hooks.example.org/1",
}


def test_the_fields_of_a_command_are_read() -> None:
    assert slash_command(urlencode(FIELDS).encode(), FORM) == FIELDS


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b'{"command": "/nims"}', {"content-type": "application/json"}),
        (b"", FORM),
        (urlencode(FIELDS | {"ssl_check": "1"}).encode(), FORM),
        (urlencode({"payload": '{"command": "/nims"}'}).encode(), FORM),
        (urlencode({"command": "/nims", "team_id": "T0SHOP"}).encode(), FORM),
        (urlencode(FIELDS).encode(), {}),
    ],
)
def test_a_request_that_is_not_a_complete_slash_command_is_left_to_bolt(
    body: bytes, headers: dict[str, str]
) -> None:
    assert slash_command(body, headers) is None


async def test_a_command_with_the_word_payload_is_answered() -> None:
    async with SlackPlatform() as slack:
        ana = slack.workspace().user("U0ANA", "Ana Example", "ana@example.org")
        shop = slack.workspace().channel("shop-floor", [ana])
        conversation = SmallConversation()
        async with running(slack, "http", conversation):
            await ana.slash("/nims", "what payload does the mill take", channel=shop)
            await ana.hears()
        assert [turn.text for turn in conversation.turns] == ["what payload does the mill take"]


async def test_a_body_that_is_not_utf_8_is_refused() -> None:
    async with SlackPlatform() as slack, running(slack, "http", SmallConversation()) as adapter:
        body, moment = b"command=\xff", f"{time.time():.0f}"
        signed = b"v0:%s:%s" % (moment.encode(), body)
        signature = hmac.digest(slack.signing_secret.encode(), signed, "sha256").hex()
        headers = FORM | {"x-slack-request-timestamp": moment}
        for made, expected in (("1", 401), (signature, 400)):
            status, _, _ = await adapter.handle(body, headers | {"x-slack-signature": f"v0={made}"})
            assert status == expected
