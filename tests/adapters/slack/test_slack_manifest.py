"""The manifest has everything that the app needs and nothing else, within Slack's limits."""

from typing import Any

import pytest
import yaml

from adapters.slack.manifest import (
    EVENTS,
    HINT_CHARACTERS,
    LINKING_SCOPES,
    SCOPES,
    UNFURLING_SCOPES,
    manifest,
    usage_hint,
)
from bot.command import Command
from bot.commands import COMMANDS
from bot.commands.verify import verify
from tests.adapters.cli.conftest import Run
from tests.doubles.slack.manifest import EVENT_SCOPES
from tests.doubles.slack.web_api import METHODS

HTTPS = "https://verify.example.org"

pytest_plugins = ["tests.adapters.cli.conftest"]


def test_the_socket_mode_manifest_has_no_address() -> None:
    made = manifest(COMMANDS, "socket")
    assert made["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in str(made)
    assert "url" not in made["features"]["slash_commands"][0]


def test_over_http_slack_sends_everything_to_one_address() -> None:
    made = manifest(COMMANDS, "http", HTTPS)
    address = f"{HTTPS}/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address


def test_a_manifest_for_http_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="public address"):
        manifest(COMMANDS, "http")


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_the_texts_of_the_manifest_fit_slacks_limits(mode: Any) -> None:
    made = manifest(COMMANDS, mode, HTTPS)
    shown = made["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    [command] = made["features"]["slash_commands"]
    assert len(command["command"]) <= 32
    assert len(command["description"]) <= 2000


def test_the_usage_hint_names_what_can_be_asked() -> None:
    hint = usage_hint(COMMANDS)
    assert hint.startswith("start [CODE] | help [COMMAND] | status [CREDENTIAL]")
    assert "verify CODE..." in hint
    many = [
        Command(f"{verify.name}{n}", verify.summary, verify.handler, verify.access)
        for n in range(500)
    ]
    assert len(usage_hint(many)) <= HINT_CHARACTERS


def test_links_have_previews_only_if_the_pages_have_an_address() -> None:
    without, with_pages = manifest(COMMANDS, "socket"), manifest(COMMANDS, "socket", HTTPS)
    assert "unfurl_domains" not in without["features"]
    assert set(without["oauth_config"]["scopes"]["bot"]) == {*SCOPES, *LINKING_SCOPES}
    assert with_pages["features"]["unfurl_domains"] == ["verify.example.org"]
    assert set(with_pages["oauth_config"]["scopes"]["bot"]) == {
        *SCOPES,
        *LINKING_SCOPES,
        *UNFURLING_SCOPES,
    }
    assert "link_shared" in with_pages["settings"]["event_subscriptions"]["bot_events"]


@pytest.mark.parametrize("trusts", [False, True])
def test_email_addresses_are_requested_only_if_some_workspace_is_trusted(trusts: bool) -> None:
    made = manifest(COMMANDS, "http", HTTPS, installs=True, trusts=trusts)
    assert ("users:read.email" in made["oauth_config"]["scopes"]["bot"]) is trusts


def test_every_scope_is_needed_by_a_method_or_event() -> None:
    needed = {EVENT_SCOPES[event] for event in EVENTS if event in EVENT_SCOPES}
    needed |= {scope for method in METHODS.values() if (scope := method.scope)} | {"commands"}
    assert set(SCOPES) <= needed
    assert {EVENT_SCOPES[event] for event in EVENTS if event in EVENT_SCOPES} <= set(SCOPES)


def test_the_command_line_prints_the_manifest_as_yaml_or_json(
    edgefinder: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_yaml = edgefinder("slack", "manifest")
    as_json = edgefinder("slack", "manifest", "--json")
    assert (as_yaml.code, as_json.code) == (0, 0)
    assert yaml.safe_load(as_yaml.out) == as_json.json == manifest(COMMANDS, "socket")
    monkeypatch.setenv("EDGEFINDER_PUBLIC_URL", HTTPS)
    over_http = edgefinder("slack", "manifest", "--mode", "http", "--json")
    assert over_http.json == manifest(COMMANDS, "http", HTTPS)


def test_without_a_public_address_the_command_names_the_fix(edgefinder: Run) -> None:
    ran = edgefinder("slack", "manifest", "--mode", "http")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "edgefinder: Slack reaches the app over HTTP by its public address: set "
        "EDGEFINDER_PUBLIC_URL, or choose --mode socket without --installs\n"
    )
