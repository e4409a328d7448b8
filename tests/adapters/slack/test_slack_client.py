"""If a token is refused, calls are repeated with a newer token, if there is one."""

import pytest
from slack_sdk.errors import SlackApiError

from adapters.slack.web_api import WebApi
from tests.doubles.slack import SlackPlatform


async def test_a_call_refused_for_its_token_is_repeated_and_later_calls_use_the_new_token(
    slack: SlackPlatform,
) -> None:
    workspace, asked = slack.workspace(), list[tuple[str, str]]()
    workspace.revoked_tokens.add("xoxb-old")

    async def renew(token: str, code: str) -> str | None:
        asked.append((token, code))
        return workspace.bot_token

    api = WebApi("xoxb-old", slack.api_url, renew=renew)
    await api.open()
    for _ in range(2):
        assert (await api.calls.auth_test())["team_id"] == workspace.id
    await api.close()
    assert asked == [("xoxb-old", "token_revoked")]
    assert len(slack.called("auth.test")) == 3


async def test_a_call_with_a_refused_token_fails_if_there_is_no_new_token(
    slack: SlackPlatform,
) -> None:
    async def renew(token: str, code: str) -> str | None:
        return None

    api = WebApi("xoxb-unknown", slack.api_url, renew=renew)
    await api.open()
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await api.quick.auth_test()
    await api.close()
    assert len(slack.called("auth.test")) == 1
