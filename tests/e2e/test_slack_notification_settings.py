"""The window for notification settings in Slack."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.adapter import SlackAdapter
from adapters.slack.windows.notification_settings import MOST_ROSTERS
from tests.adapters.slack.run_adapter import linked_on_slack, serving
from tests.adapters.slack.shown_text import read, window
from tests.bot.center import ADA, ANA, INES, Center
from tests.doubles.slack import Person, SlackPlatform, SlackView

SET = "Set my notices"


pytestmark = pytest.mark.slack_app("socket")


@pytest.fixture
async def adapter(slack: SlackPlatform, center: Center) -> AsyncIterator[SlackAdapter]:
    async with serving(slack, "http", center.world) as adapter:
        yield adapter


@pytest.fixture
async def ines(slack: SlackPlatform, center: Center, adapter: SlackAdapter) -> Person:
    return await linked_on_slack(slack, center.world, INES)


async def opened(person: Person) -> SlackView:
    """Open the window by the button below an answer with notification settings."""
    await person.dm("notices")
    await person.press(await person.hears(), SET)
    return await window(person, "Time zone of all these times")


def fields(view: SlackView) -> dict[str, str]:
    """Return the labels of input fields, by field name."""
    inputs = [block for block in view.blocks if block["type"] == "input"]
    return {block["block_id"]: block["label"]["text"] for block in inputs}


async def test_all_settings_are_in_one_window_and_saved_at_once(
    ines: Person, center: Center
) -> None:
    view = await opened(ines)
    assert list(fields(view).values()) == [
        *("Notices", "Roster CNC 1", "When digests come", "Weekly ones on"),
        *("Time zone of all these times", "Quiet hours", "Quiet from", "Quiet until"),
    ]
    [pace] = [name for name in fields(view) if name.startswith("pace-")]
    await ines.submits(
        {
            pace: "A digest a week",
            "digest-at": "16:30",
            "weekday": "Friday",
            "zone": "central time",
            "keep-quiet": "on",
            "quiet-from": "22:00",
            "quiet-until": "06:15",
        }
    )
    said = read(await window(ines, "Saved."))
    assert "CNC 1: one digest a week" in said
    assert "Digests come at 16:30. Weekly ones come on Friday." in said
    assert "Quiet hours: 22:00 to 06:15" in said
    assert "Times are in America/Chicago." in said
    assert "CNC 1: one digest a week" in await center.says(INES, "notices"), (
        "the command shows it too"
    )
    [row] = await center.world.rows("roster_notices")
    assert str(row["next_at"]).startswith("2026-11-27 22:30"), "Friday at 16:30 in Chicago"


async def test_the_window_shows_current_settings_and_saving_it_unchanged_changes_nothing(
    ines: Person, center: Center
) -> None:
    for text in ("notices daily CNC 1", "notices quiet 20:00-05:00", "notices at 7:00 Sunday"):
        await center.does(INES, text)
    before = await center.says(INES, "notices")
    await opened(ines)
    await ines.submits()
    await window(ines, "Saved.")
    assert await center.says(INES, "notices") == before
    assert "until you choose your time zone" in before, (
        "saving does not set the center's time zone for the person"
    )


async def test_errors_are_shown_at_their_fields_and_nothing_is_saved(
    ines: Person, center: Center
) -> None:
    await opened(ines)
    await ines.submits({"zone": "Chikago", "keep-quiet": "on", "quiet-until": "21:00"})
    assert ines.form_errors == {
        "zone": "I know no such time zone. Do you mean America/Chicago?",
        "quiet-until": "Quiet hours must end at a different time than they begin.",
    }
    assert await center.world.rows("notice_settings") == []


async def test_a_candidate_and_an_administrator_choose_the_topics_of_their_notices(
    slack: SlackPlatform, center: Center, adapter: SlackAdapter
) -> None:
    ana, ada = (
        await linked_on_slack(slack, center.world, ANA),
        await linked_on_slack(slack, center.world, ADA),
    )
    shown = await opened(ana)
    assert "topics" in fields(shown)
    assert "digest-at" not in fields(shown)
    await ana.submits({"topics": "results,credentials"})
    said = read(await window(ana, "Saved."))
    assert "○ what is next, with each result (off)" in said
    assert "✓ credentials that you earn" in said
    shown = await opened(ada)
    assert "Imports that are finished" in str(shown.blocks)
    await ada.submits({"topics": "", "on": ""})
    assert "Notices are off" in read(await window(ada, "Saved."))
    [setting] = [r for r in await center.world.rows("notice_settings") if not r["imports"]]
    assert setting["nudges"], "a topic that the window does not show stays on"


async def test_only_people_on_record_can_open_the_window_from_the_home_tab(
    slack: SlackPlatform, ines: Person
) -> None:
    bob = slack.workspace().user("U0BOB", "Bob Example", "bob@example.org")
    for person in (ines, bob):
        await person.opens_home()
    await slack.wait_for(lambda _: ines.home is not None and bob.home is not None)
    assert ines.home is not None
    assert bob.home is not None
    assert SET not in bob.home.buttons
    await ines.press(ines.home, SET)
    assert "Roster CNC 1" in fields(await window(ines, "Notices")).values()


async def test_a_person_unlinked_in_the_meantime_can_set_nothing(
    ines: Person, center: Center
) -> None:
    await opened(ines)
    await ines.dm("unlink")
    await ines.press(await ines.hears(), "Yes, unlink")
    await ines.hears()
    await ines.submits({"on": ""})
    await window(ines, "link")
    [row] = [row for row in await center.world.rows("people") if row["email"] == INES]
    assert row["notices_on"]


async def test_the_window_has_as_many_rosters_as_fit_and_says_where_the_others_are(
    ines: Person, center: Center
) -> None:
    for number in range(MOST_ROSTERS + 3):
        await center.world.roster(f"Evening {number:02}", INES)
    view = await opened(ines)
    assert len([name for name in fields(view) if name.startswith("pace-")]) == MOST_ROSTERS
    assert "4 more of your rosters: say notices rosters to me" in read(view)
