"""Notification settings: what people choose by text and by button, and how it is shown."""

import pytest

from bot.reply import Button, Reply
from tests.bot.center import ADA, ANA, INES, NILS, OTTO, Center


def labelled(reply: Reply, label: str) -> Button:
    return next(button for row in reply.buttons for button in row if button.label == label)


async def press(center: Center, who: str, *labels: str) -> str:
    """Press buttons with these labels one after another, starting at `notices`.

    Return the final settings as text.
    """
    reply = await center.ask(who, "notices")
    for label in labels:
        reply = await center.press(who, labelled(reply, label).call)
    return await center.says(who, "notices")


async def test_by_default_people_get_every_notice_at_once(center: Center) -> None:
    ines, ana, ada = [await center.says(who, "notices") for who in (INES, ANA, ADA)]
    assert "CNC 1: each credential as it is earned" in ines
    assert "No quiet hours. Times are in UTC until you choose your time zone." in ines
    assert ana.count("✓") == 4
    assert "○" not in ana
    assert "✓ finished imports" in ada


async def test_people_are_shown_only_the_settings_of_notices_for_their_roles(
    center: Center,
) -> None:
    ines, ana = [await center.says(who, "notices") for who in (INES, ANA)]
    assert "results recorded" not in ines
    assert "imports" not in ines + ana
    assert "rosters" not in ana
    assert "Night class" not in ines, "this is another instructor's class"


async def test_an_instructor_can_set_the_pace_of_each_roster_by_buttons(
    center_on_each: Center,
) -> None:
    center = center_on_each
    await center.world.roster("Evening", INES, ANA)
    said = await press(center, INES, "CNC 1", "Daily digest")
    assert "CNC 1: one digest a day" in said
    assert "Evening: each credential as it is earned" in said
    assert "Digests come at 08:00. Weekly ones come on Monday." in said
    assert "CNC 1: one digest a week" in await press(center, INES, "CNC 1", "Weekly digest")
    assert "CNC 1: off" in await press(center, INES, "CNC 1", "Off")
    assert "CNC 1: each credential as it is earned" in await press(center, INES, "CNC 1", "At once")


async def test_a_pace_without_a_roster_name_applies_to_all_rosters(center: Center) -> None:
    await center.world.roster("Evening", INES, ANA)
    said = await center.done(INES, "notices weekly")
    assert said.count("one digest a week") == 2


@pytest.mark.parametrize("typed", ["daily cnc 1", "daily CNC", "DAILY CNC 1"])
async def test_a_typed_setting_can_name_the_roster_that_it_is_for(
    center: Center, typed: str
) -> None:
    assert "CNC 1: one digest a day" in await center.done(INES, f"notices {typed}")


async def test_an_instructor_cannot_change_notices_about_another_instructors_roster(
    center: Center,
) -> None:
    [night] = [r["id"] for r in await center.world.rows("rosters") if r["name"] == "Night class"]
    for typed in ("off Night class", f"off #{night}", f"roster #{night}"):
        assert "You do not teach a roster called" in await center.done(INES, f"notices {typed}")
    assert "Night class: each credential as it is earned" in await center.says(OTTO, "notices")
    assert "Digests are for people who teach a roster here." in await center.done(
        NILS, "notices daily"
    )


async def test_if_a_name_in_a_setting_fits_two_rosters_both_are_offered_as_buttons(
    center: Center,
) -> None:
    await center.world.roster("CNC 2", INES, ANA)
    reply = await center.does(INES, "notices daily cnc")
    assert reply.template == "notices_which"
    assert [row[0].label.partition(",")[0] for row in reply.buttons] == [
        *("CNC 1", "CNC 2", "All my notices")
    ]


async def test_the_settings_of_many_rosters_are_listed_in_pages(center: Center) -> None:
    for number in range(2, 21):
        await center.world.roster(f"CNC {number}", INES)
    reply = await center.ask(
        INES, labelled(await center.ask(INES, "notices"), "Roster by roster").call
    )
    assert len(reply.buttons) == 10
    last = await center.ask(INES, "notices rosters page 3")
    assert "Page 3 of 3" in last.markdown


async def test_digest_times_are_in_the_time_zone_that_a_person_chose(
    center_on_each: Center,
) -> None:
    center = center_on_each
    await center.done(INES, "notices daily CNC 1")
    await center.done(INES, "notices zone chicago")
    said = await center.done(INES, "notices at 4:30 pm Friday")
    assert "Digests come at 16:30. Weekly ones come on Friday." in said
    assert "Times are in America/Chicago." in said
    said = await press(center, INES, "Time and zone", "07:00")
    assert "Digests come at 07:00. Weekly ones come on Friday." in said
    said = await press(center, INES, "Time and zone", "Time zone", "Pacific")
    assert "America/Los_Angeles" in said


async def test_for_a_misspelled_time_zone_the_likely_one_has_to_be_confirmed(
    center: Center,
) -> None:
    reply = await center.does(INES, "notices zone chicgo")
    assert labelled(reply, "America/Chicago").call == "notices zone America/Chicago"
    assert "UTC" in await center.says(INES, "notices"), (
        "the zone is not changed before the confirmation"
    )


async def test_quiet_hours_can_be_set_and_ended(center_on_each: Center) -> None:
    center = center_on_each
    said = await center.done(ANA, "notices quiet 9pm to 6:30")
    assert "Quiet hours: 21:00 to 06:30. Notices wait until they end." in said
    assert "22:00 to 06:00" in await press(center, ANA, "Quiet hours", "22:00-06:00")
    assert "No quiet hours." in await press(center, ANA, "Quiet hours", "No quiet hours")


@pytest.mark.parametrize("typed", ["quiet late", "quiet 7:00-7:00", "quiet 25-7", "at noonish"])
async def test_an_invalid_time_is_not_understood(center: Center, typed: str) -> None:
    said = await center.done(INES, f"notices {typed}")
    assert "I do not understand the" in said


@pytest.mark.parametrize("topic", ["results", "credentials", "next steps", "reminders"])
async def test_a_candidate_turns_one_kind_of_notice_off_and_on(
    center_on_each: Center, topic: str
) -> None:
    said = await press(center_on_each, ANA, f"Turn {topic} off")
    assert said.count("○") == 1
    assert said.count("✓") == 3
    assert (await press(center_on_each, ANA, f"Turn {topic} on")).count("✓") == 4


async def test_turning_notices_off_and_on_again_keeps_the_other_settings(center: Center) -> None:
    await center.done(INES, "notices daily CNC 1")
    assert "I send you nothing until you turn them on" in await center.done(INES, "notices off")
    assert "CNC 1: one digest a day" in await center.done(INES, "notices on")
