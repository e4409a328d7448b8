"""The log check in conftest.py finds names, addresses, codes and tokens."""

import pytest

from tests.doubles.slack import SlackPlatform
from tests.doubles.telegram.server import TelegramApi
from tests.e2e.conftest import PERSONAL


@pytest.mark.parametrize(
    "line",
    ["said by Ana Popescu", "to ines@example.org", "verified EF-G352-9YW7-CYKS-E", "for Iris"],
)
def test_names_addresses_and_codes_in_logs_are_detected(line: str) -> None:
    assert PERSONAL.search(f"adapters.serve: {line}")
    assert not PERSONAL.search("adapters.serve: serving the web at http://127.0.0.1:8080")


async def test_tokens_of_both_platforms_in_logs_are_detected(
    slack: SlackPlatform,
) -> None:
    for secret in (TelegramApi().token, slack.workspace().bot_token, slack.app_token):
        assert PERSONAL.search(f"POST /bot{secret}/getMe")
