"""Windows and Home tabs stay within Slack's limits, whatever they contain."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.views import View

from adapters.slack.home_view import KEPT_CHOICES, home_view
from adapters.slack.verdict_blocks import under_verdicts
from adapters.slack.windows.ask import answer_view
from adapters.slack.windows.blocks import note_view, working_view
from adapters.slack.windows.hiring_rules import (
    asked_to_check,
    check_view,
    removing_view,
    rule_made,
    rule_view,
)
from adapters.slack.windows.record_result import OPEN_RESULT
from adapters.slack.windows.registry import OPENED_BY, WINDOWS, response_to
from adapters.slack.windows.verify_list import list_view
from bot.hiring_rules import SimpleRule
from bot.home_page import HomePage
from bot.reply import Button, Reply
from core.awards.codes import new_code
from core.goals.model import Goal, GoalKind
from core.verification.recent_checks import MOST_LISTED, Check
from core.verification.verdict import Verdict, VerdictKind
from tests.doubles.slack.blocks import problems_of_view
from tests.world import StoppedClock

NOW = StoppedClock()()
BUTTONS = ((Button("Next", "next"), Button("Catalog", "catalog")),)


def reply(words: str) -> Reply:
    return Reply("echo", "echo", words, BUTTONS)


def checks(count: int) -> tuple[Check, ...]:
    kinds = (VerdictKind.VALID, VerdictKind.REVOKED, VerdictKind.UNKNOWN)
    return tuple(
        Check("T1:U1", NOW - timedelta(hours=place), new_code(), kinds[place % 3])
        for place in range(count)
    )


def test_windows_are_identified_by_action_and_by_callback_id() -> None:
    assert len({each.callback_id for each in WINDOWS}) == len(WINDOWS)
    opened = [each for each in WINDOWS if each.action_id]
    assert len(opened) == len(WINDOWS) - 1, "no button opens the Ask window"
    assert set(OPENED_BY.values()) == set(opened)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=150))
def test_any_answer_fits_in_a_window_and_a_home_tab(paragraphs: list[str]) -> None:
    one = reply("\n\n".join(paragraphs))
    view, _ = answer_view(one, "1")
    assert problems_of_view(view) == []
    home = home_view(HomePage((one, one), True, checks(MOST_LISTED), 90, one), "U1")
    assert problems_of_view(home) == []


@pytest.mark.parametrize("records", [True, False])
def test_people_who_may_record_results_have_the_window_on_their_home_tab(records: bool) -> None:
    home = home_view(HomePage((reply("**Hello**"),), known=True, records=records), "U1")
    assert problems_of_view(home) == []
    buttons = [each for block in home["blocks"] for each in block.get("elements", ())]
    assert (OPEN_RESULT in [each.get("action_id") for each in buttons]) is records


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("length", [1, 300])
def test_the_home_tab_says_where_people_find_their_stored_data(known: bool, length: int) -> None:
    words = "\n\n".join(f"**{number}**\n\n- one" for number in range(length))
    page = HomePage((reply(words),), employer=not known, known=known, records=known)
    home = home_view(page, "U1")
    assert problems_of_view(home) == []
    shown = [each for block in home["blocks"] for each in block.get("elements", ())]
    asks = {each.get("value") for each in shown if each.get("type") == "button"}
    rights = {"data", "seen", "privacy"} if known else {"privacy"}
    assert asks & {"data", "seen", "privacy"} == rights
    assert (OPEN_RESULT in [each.get("action_id") for each in shown]) is known


@pytest.mark.parametrize("days", [*KEPT_CHOICES, 45])
def test_the_home_tab_shows_how_long_checks_are_kept(days: int) -> None:
    home = home_view(HomePage((reply("**Hello**"),), True, checks(2), days), "U2")
    assert problems_of_view(home) == []
    View(**home).validate_json()
    menu = home["blocks"][-1]["accessory"]
    chosen = menu.get("initial_option", {}).get("value")
    assert chosen == (str(days) if days in KEPT_CHOICES else None)


@pytest.mark.parametrize("count", [1, 100, 101])
def test_any_number_and_names_of_rules_fit_in_a_window(count: int) -> None:
    rules = [
        Goal(f"rule-{number}", f"Rule {number} " * 30, GoalKind.HIRING, "", ())
        for number in range(count)
    ]
    view = check_view(rules)
    assert problems_of_view(view) == []
    View(**view).validate_json()


def test_a_window_without_codes_or_rule_is_ignored() -> None:
    typed = {"a": {"typed": {"value": "EF-1 \n EF-2"}}}
    rule = {"b": {"rule": {"selected_option": {"value": "cnc"}}}}
    assert asked_to_check({"state": {"values": {**typed, **rule}}}) == "check EF-1 EF-2 for cnc"
    for values in ({}, typed, rule, {"b": {"rule": {"selected_option": None}}, **typed}):
        assert asked_to_check({"state": {"values": values}}) == ""


def filled(**fields: object) -> dict[str, object]:
    """Return the submitted window for a new rule, with these fields."""
    keys = {"title": "value", "credentials": "selected_options"}
    state = {
        name: {name: {keys.get(name, "selected_option"): value}} for name, value in fields.items()
    }
    return {"callback_id": "make-rule", "state": {"values": state}}


def chosen(*values: str) -> list[dict[str, object]]:
    return [{"text": {"type": "plain_text", "text": each}, "value": each} for each in values]


def test_a_rule_is_read_from_its_window() -> None:
    [three], [five] = chosen("3"), chosen("5")
    credentials = chosen("A", "B", "A", "C")
    view = filled(title=" Second  shift ", credentials=credentials, need=three, years=five)
    assert rule_made(view) == SimpleRule("Second shift", ("A", "B", "C"), 3, 5)
    assert response_to({"view": view})["response_action"] == "update"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": " ", "credentials": chosen("A")}, "title"),
        ({"title": "Shift\u202e", "credentials": chosen("A")}, "title"),
        ({"title": "Shift", "credentials": []}, "title"),
        ({"title": "Shift", "credentials": "AB"}, "title"),
        ({"title": "Shift", "credentials": chosen("A", "A"), "need": chosen("2")[0]}, "need"),
        ({}, "title"),
    ],
)
def test_errors_are_shown_at_their_fields(fields: dict[str, object], wrong: str) -> None:
    answer = response_to({"view": filled(**fields)})
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == [wrong]


@pytest.mark.parametrize(
    "view",
    [
        rule_view(),
        removing_view([]),
        list_view(),
        working_view(),
        note_view("Words"),
        answer_view(reply("Hello"))[0],
    ],
)
def test_slack_sdk_accepts_our_windows(view: dict[str, object]) -> None:
    assert problems_of_view(view) == []
    View(**view).validate_json()  # type: ignore[arg-type]  # keyword arguments


@pytest.mark.parametrize(("count", "buttons"), [(0, 0), (1, 1), (20, 1), (21, 0)])
def test_the_share_button_appears_for_up_to_twenty_verdicts(count: int, buttons: int) -> None:
    verdicts = [Verdict(VerdictKind.UNKNOWN, new_code(), NOW, "records") for _ in range(count)]
    blocks = under_verdicts(verdicts, "U1", others_read=True)
    assert sum(block["type"] == "actions" for block in blocks) == buttons
    assert under_verdicts(verdicts, "U1", others_read=False) == blocks[: len(blocks) - buttons]


def test_only_our_own_credentials_can_be_watched_with_the_button() -> None:
    ours = Verdict(VerdictKind.VALID, new_code(), NOW, "records")
    others = [
        Verdict(VerdictKind.VALID, "badge.json", NOW, "records", issuer="College of Lakeside"),
        Verdict(VerdictKind.VALID, "https://verify.example.org/g/abc", NOW, "records"),
    ]
    assert len(under_verdicts([ours, *others], "U1", others_read=False)) == 1
    more = replace(ours, code=new_code())
    [_, actions] = under_verdicts([ours, *others, more], "U1", others_read=False)
    assert actions["elements"][0]["value"] == f"watch {ours.code} {more.code}"


@pytest.mark.parametrize(("count", "buttons"), [(1, 0), (2, 1), (95, 1), (100, 0)])
def test_the_watch_button_appears_only_if_its_credentials_fit_in_its_value(
    count: int, buttons: int
) -> None:
    verdicts = [Verdict(VerdictKind.VALID, new_code(), NOW, "records") for _ in range(count)]
    blocks = under_verdicts(verdicts, "U1", others_read=False)
    assert sum(block["type"] == "actions" for block in blocks) == buttons
    assert all(len(button["value"]) <= 2000 for each in blocks[1:] for button in each["elements"])
