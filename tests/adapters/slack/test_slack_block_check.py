"""Ask Slack's blocks.validate about a sample of what we send: `edgefinder slack check`."""

import pytest

from adapters.cli.main import run
from adapters.slack.block_check import check_blocks, samples
from adapters.slack.newer_blocks import NEWER, newer_in
from adapters.slack.web_api import WebApi
from tests.doubles.slack import SlackPlatform


@pytest.fixture
async def api(slack: SlackPlatform) -> WebApi:
    return WebApi(slack.workspace().bot_token, slack.api_url)


async def test_slack_accepts_every_sample(api: WebApi) -> None:
    await api.open()
    found = await check_blocks(api)
    await api.close()
    assert [each.refused for each in found] == [()] * len(found)


async def test_blocks_that_a_workspace_lacks_are_listed_with_slacks_reason(
    slack: SlackPlatform, api: WebApi
) -> None:
    slack.workspace().lacks = {"card", "alert"}
    await api.open()
    refused = {each.sample: each for each in await check_blocks(api) if each.refused}
    await api.close()
    assert set(refused) == {"a shared verdict", "a window with an answer"}
    assert "unsupported type: card" in refused["a shared verdict"].refused[0]
    assert refused["a shared verdict"].newer == ("card",)


def test_the_samples_have_every_newer_block() -> None:
    types = {kind for _, _, payload in samples() for kind in newer_in(payload["blocks"])}
    assert types == NEWER


def test_a_check_without_a_token_or_an_answer_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("EDGEFINDER_SLACK_BOT_TOKEN", raising=False)
    assert run(["slack", "check"]) == 2
    assert "set EDGEFINDER_SLACK_BOT_TOKEN" in capsys.readouterr().err
    monkeypatch.setenv("EDGEFINDER_SLACK_BOT_TOKEN", "xoxb-example")
    monkeypatch.setenv("EDGEFINDER_SLACK_API_URL", "http://127.0.0.1:9/api/")
    assert run(["slack", "check"]) == 2
    assert "Slack did not answer: nothing was checked" in capsys.readouterr().err
