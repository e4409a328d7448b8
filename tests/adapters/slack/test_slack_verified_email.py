"""Only trusted workspaces confirm e-mail addresses, and only those of their own members."""

import pytest

from adapters.derived_settings import trusted_workspaces
from adapters.settings import SettingsError
from adapters.settings_loading import load_settings
from adapters.slack.installation_teams import InstallationTeams
from adapters.slack.users import SlackUsers, confirmed_address
from adapters.slack.web_api import WebApi
from tests.adapters.slack.run_adapter import SmallWorkplace
from tests.doubles.slack import SlackPlatform

USER = {
    "team_id": "T1",
    "is_email_confirmed": True,
    "profile": {"email": "ines@example.org"},
}


async def vouched(
    slack: SlackPlatform, who: str, trusted: frozenset[str] | None, team: str = "T1"
) -> str | None:
    """Return the e-mail address that a workspace confirms for a person.

    Return None if it confirms none, or if we do not trust the workspace.
    """
    api = WebApi(slack.workspace(team).bot_token, slack.api_url)
    await api.open()
    try:
        users = SlackUsers(api, InstallationTeams(api, SmallWorkplace()), trusted)
        workspace, _, user = who.partition(":")
        lookup = users.email_lookup(workspace, user)
        return await lookup() if lookup else None
    finally:
        await api.close()


@pytest.mark.parametrize(
    ("trusted", "expected"),
    [
        (frozenset(), None),
        (frozenset({"T2"}), None),
        (frozenset({"T1"}), "ines@example.org"),
        (None, "ines@example.org"),
    ],
    ids=["none", "another", "this one", "the only one"],
)
async def test_only_trusted_workspaces_confirm_email_addresses(
    slack: SlackPlatform, trusted: frozenset[str] | None, expected: str | None
) -> None:
    slack.workspace("T1").user("U1", "Ines Example", "ines@example.org")
    assert await vouched(slack, "T1:U1", trusted) == expected
    assert bool(slack.called("users.info")) is bool(expected)


async def test_a_trusted_workspace_confirms_no_stranger_in_a_shared_channel(
    slack: SlackPlatform,
) -> None:
    stranger = slack.workspace("T2").user("U2", "Ines Example", "ines@example.org")
    host = slack.workspace("T1")
    host.people[stranger.id] = stranger  # Slack also returns strangers who share a channel
    for trusted in (None, frozenset({"T1", "T2"})):
        assert await vouched(slack, "T2:U2", trusted) is None
    assert slack.called("users.info") == []


async def test_trusting_one_workspace_of_an_org_does_not_trust_its_other_workspaces(
    slack: SlackPlatform,
) -> None:
    first, second = slack.workspace("T1"), slack.workspace("T2")
    first.installed_in = "E1"
    second.uses_the_app_of(first)
    second.user("U2", "Ines Example", "ines@example.org")
    assert await vouched(slack, "T2:U2", frozenset({"T2"})) == "ines@example.org"
    assert await vouched(slack, "T3:U2", frozenset({"T3"})) is None


def test_an_org_member_belongs_to_each_of_their_workspaces() -> None:
    member = {**USER, "team_id": "E1", "enterprise_user": {"teams": ["T1", "T2"]}}
    assert confirmed_address(member, "T2") == "ines@example.org"
    assert confirmed_address(member, "T3") is None


@pytest.mark.parametrize("strange", [{}, {"profile": None}, {**USER, "is_email_confirmed": "yes"}])
def test_missing_information_from_slack_counts_as_not_confirmed(strange: dict[str, object]) -> None:
    assert confirmed_address(strange, "T1") is None


def test_the_setting_lists_the_ids_of_the_trusted_workspaces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EDGEFINDER_SLACK_TRUSTED_WORKSPACES", "T0123ABCD, T0456EFGH")
    assert trusted_workspaces(load_settings()) == {"T0123ABCD", "T0456EFGH"}


@pytest.mark.parametrize("wrong", ["acme", "T0123ABCD;T0456EFGH", "E0GROUP", "T0123ABCD,", "*"])
def test_an_invalid_list_is_refused_with_an_example(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("EDGEFINDER_SLACK_TRUSTED_WORKSPACES", wrong)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert str(refused.value) == (
        "EDGEFINDER_SLACK_TRUSTED_WORKSPACES is not a list of Slack workspaces: write their ids, "
        "such as T0123ABCD,T0456EFGH"
    )
