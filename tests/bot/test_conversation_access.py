"""Who may use which command, what refusals say, and what is hidden from other people."""

import pytest

from bot.commands import COMMANDS
from tests.bot.center import (
    ADA,
    ANA,
    BEN,
    CY,
    DANA,
    EMPLOYER,
    EVERYBODY,
    INES,
    LUC,
    NILS,
    OTTO,
    SECRETS,
    STRANGER,
    Center,
)
from tests.world import World

NAMES = ("Ana Popescu", "Ben Okoro", "Cy Newman", "Dana Whitfield")


def others(*names: str) -> tuple[str, ...]:
    return tuple(name for name in NAMES if name not in names)


@pytest.mark.parametrize("text", ["status", "status M1-MMS", "next"])
@pytest.mark.parametrize(
    ("who", "way"),
    [
        (STRANGER, "With the invitation code from your instructor or account administrator, type"),
        (INES, "For one of your students, type student and a name."),
        (ADA, "For one of your students, type student and a name."),
        (EMPLOYER, "send me the codes that job seekers give you"),
    ],
)
async def test_people_who_are_not_candidates_are_told_whom_the_command_is_for_and_what_to_type(
    center: Center, who: str, text: str, way: str
) -> None:
    said = await center.says(who, text)
    assert "is for candidates" in said
    assert way in said


@pytest.mark.parametrize(
    ("who", "way"),
    [
        (STRANGER, "type link CODE"),
        (ANA, "ask your account administrator to give you that role"),
        (EMPLOYER, "send me the codes that job seekers give you"),
    ],
)
async def test_people_who_are_neither_instructors_nor_administrators_are_refused_a_roster(
    center: Center, who: str, way: str
) -> None:
    for text in ("roster", "roster CNC 1", "roster #1"):
        said = await center.says(who, text)
        assert "is for instructors and account administrators" in said
        assert way in said


@pytest.mark.parametrize("text", ["notices", "notices off", "unlink", "unlink yes"])
async def test_strangers_cannot_use_commands_that_need_a_record(center: Center, text: str) -> None:
    said = await center.says(STRANGER, text)
    assert "is for people whose chat is linked to their record" in said
    assert "type link CODE" in said


@pytest.mark.parametrize(
    ("who", "roster", "seen"),
    [
        (INES, "CNC 1", ("Ana Popescu", "Cy Newman")),
        (OTTO, "Night class", ("Ben Okoro",)),
        (ADA, "CNC 1", ("Ana Popescu", "Cy Newman")),
        (ADA, "Night class", ("Ben Okoro",)),
        (LUC, "CNC at the lake", ("Dana Whitfield",)),
    ],
)
async def test_instructors_see_their_own_rosters_and_administrators_all_of_their_organization(
    center_on_each: Center, who: str, roster: str, seen: tuple[str, ...]
) -> None:
    said = await center_on_each.says(who, f"roster {roster}")
    assert all(name in said for name in seen)
    assert not any(name in said for name in others(*seen))


@pytest.mark.parametrize(
    ("who", "hidden"),
    [
        (INES, ("Night class", "CNC at the lake")),
        (OTTO, ("CNC 1", "CNC at the lake")),
        (ADA, ("CNC at the lake",)),
        (LUC, ("CNC 1", "Night class")),
        (NILS, ("CNC 1", "Night class", "CNC at the lake")),
    ],
)
async def test_other_peoples_rosters_cannot_be_found_by_part_of_a_name_or_by_number(
    center_on_each: Center, who: str, hidden: tuple[str, ...]
) -> None:
    rosters = {row["name"]: row["id"] for row in await center_on_each.world.rows("rosters")}
    for name in hidden:
        for asked in (name, name[:4] + "zz", f"#{rosters[name]}"):
            reply = await center_on_each.ask(who, f"roster {asked}")
            assert reply.template == "no_roster"
    said = await center_on_each.says(who, "roster")
    assert not any(name in said for name in hidden)


async def test_instructors_without_students_are_told_how_to_get_a_roster(center: Center) -> None:
    assert "Ask your account administrator" in await center.says(NILS, "roster")


async def test_a_roster_shows_progress_and_no_candidate_number(
    center: Center,
) -> None:
    said = await center.says(INES, "roster")
    assert said.startswith("CNC 1: 2 candidates, 1 credential earned")
    assert "• Cy Newman: nothing started" in said
    assert (
        "• Ana Popescu: 1 earned, 4 in progress; 1 exam to go for Turning I (Between Centers)"
    ) in said
    assert ANA not in said


async def test_a_person_with_several_rosters_chooses_one(center: Center) -> None:
    reply = await center.ask(ADA, "roster")
    assert reply.template == "rosters"
    assert [b.call for row in reply.buttons for b in row] == ["roster CNC 1", "roster Night class"]


async def test_a_roster_is_found_by_part_of_its_name(center: Center) -> None:
    assert "Ben Okoro" in await center.says(ADA, "roster night")


async def test_two_rosters_with_one_name_can_be_distinguished(center: Center) -> None:
    organization = center.world.ids["Lakeside College"]
    twin = await center.world.add(
        "rosters", organisation_id=organization, name="CNC 1", folded="cnc 1"
    )
    await center.world.add("roster_instructors", roster_id=twin, person_id=center.world.ids[INES])
    reply = await center.ask(INES, "roster CNC 1")
    assert reply.template == "rosters"
    buttons = [button for row in reply.buttons for button in row]
    assert [button.label for button in buttons] == [
        "CNC 1, Ridgeline Technical Center, Ines Ortega (2)",
        "CNC 1, Lakeside College, Ines Ortega (0)",
    ]
    assert "2 candidates" in await center.says(INES, buttons[0].call)
    assert "0 candidates" in await center.says(INES, buttons[1].call)


async def test_a_roster_with_a_long_name_has_a_button_too(center: Center) -> None:
    name = "Advanced Precision Machining and Metrology, evening group, second semester"
    await center.world.roster(name, INES, CY)
    reply = await center.ask(INES, "roster")
    calls = [button.call for row in reply.buttons for button in row]
    assert any([name in await center.says(INES, call) for call in calls])


async def test_an_employer_sees_only_what_a_code_proves(
    center_on_each: Center,
) -> None:
    said = await center_on_each.says(EMPLOYER, f"{center_on_each.earned} {center_on_each.revoked}")
    assert "Measurement, Materials & Safety, held by Ana Popescu, issued on August 15" in said
    assert "held by Ben Okoro, issued on November 14, 2026, revoked on November 21, 2026" in said
    assert not any(secret in said for secret in SECRETS)


@pytest.mark.parametrize("who", [EMPLOYER, STRANGER])
async def test_no_command_shows_an_employer_or_a_stranger_anybodys_record(
    center: Center, who: str
) -> None:
    questions = [
        *(command.name for command in COMMANDS),
        *(f"{command.name} {word}" for command in COMMANDS for word in (ANA, "Ana Popescu")),
        *("status M1-MIL", "credential M1-MIL", "verify Ana Popescu", "is Ana Popescu certified?"),
        *("roster CNC 1", "my students", "who is on the roster", f"start {ANA}"),
    ]
    for question in questions:
        said = await center.says(who, question)
        typed = question.partition(" ")[2]
        # the reply may quote what was typed
        shown = said.replace(typed, "") if typed else said
        assert not any(name in shown for name in NAMES), question
        assert not any(
            secret in shown
            for secret in ("failed", "locked", "exam left", "exams left", "still to do")
        ), question
        assert center.earned not in said


@pytest.mark.parametrize("who", EVERYBODY)
async def test_no_answer_in_a_group_shows_anything_of_a_record(center: Center, who: str) -> None:
    questions = [
        *(command.name for command in COMMANDS),
        *("hi", "what is left?", "what do I do next", "my students", "who am i"),
        *("status M1-MIL", "credential M1-MIL", "roster CNC 1", "notices off", "unlink yes"),
        *(f"verify {center.earned}", f"is {center.earned} real?", "help status"),
    ]
    for question in questions:
        reply = await center.ask(who, question, private=False)
        labels = " ".join(button.label for row in reply.buttons for button in row)
        assert not any(name in reply.markdown + labels for name in (*NAMES, "Ines", "Ada")), (
            question
        )
        assert not any(word in reply.markdown for word in ("failed", "earned on", "locked"))
    assert all(row["notices_on"] for row in await center.world.rows("people"))


async def test_a_private_question_in_a_group_gets_a_button_that_opens_the_answer_in_private(
    center: Center,
) -> None:
    reply = await center.ask(ANA, "which exams remain for grinding?", private=False)
    assert reply.template == "in_private"
    [[button]] = reply.buttons
    assert button.private
    assert button.call.startswith("status ")
    answered = await center.ask(ANA, button.call)
    assert answered.template == "status_credential"
    assert "Grinding Skills I" in answered.markdown


async def test_no_button_in_a_group_contains_the_invitation_that_somebody_typed(
    center: Center,
) -> None:
    for text in ("link ABCD-EFGH-JKM1", "ABCD-EFGH-JKM1", "start ABCD-EFGH-JKM1"):
        reply = await center.ask(STRANGER, text, private=False)
        assert reply.template == "in_private"
        assert [[button.call for button in row] for row in reply.buttons] == [["help link"]]


async def test_the_button_for_a_question_that_is_too_long_asks_without_its_argument(
    center: Center,
) -> None:
    reply = await center.ask(ANA, "/status " + "very " * 20, private=False)
    assert [[button.call for button in row] for row in reply.buttons] == [["status"]]


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (ANA, "You are Ana Popescu, candidate number 1001."),
        (INES, "Instructor at Ridgeline Technical Center: you see the rosters that you teach"),
        (ADA, "Administrator at Ridgeline Technical Center: you see all of its rosters"),
        (LUC, "Administrator at Lakeside College"),
        (EMPLOYER, "You are an employer: Acme Tools."),
        (STRANGER, "This chat is not linked to anybody"),
        ("9999", "This chat is not linked to anybody"),
    ],
)
async def test_whoami_shows_the_person_and_their_access(
    center: Center, who: str, said: str
) -> None:
    assert said in await center.says(who, "whoami")


@pytest.mark.parametrize(
    ("who", "there", "missing"),
    [
        (ANA, {"status", "next", "notices", "unlink"}, {"roster"}),
        (INES, {"roster", "notices", "unlink"}, {"status", "next"}),
        (ADA, {"roster", "notices"}, {"status", "next"}),
        (EMPLOYER, {"verify", "catalog"}, {"status", "next", "roster", "notices", "unlink"}),
        (STRANGER, {"verify", "link"}, {"status", "next", "roster", "notices", "unlink"}),
    ],
)
async def test_help_lists_only_usable_commands(
    center: Center, who: str, there: set[str], missing: set[str]
) -> None:
    said = await center.says(who, "help all")
    listed = {line.split()[1].rstrip(":") for line in said.splitlines() if line.startswith("•")}
    assert there <= listed
    assert not missing & listed


async def test_only_a_strangers_help_mentions_invitations(center: Center) -> None:
    hint = "More commands are available once you are linked: type link CODE"
    assert hint in await center.says(STRANGER, "help all")
    for who in (ANA, INES, ADA, EMPLOYER):
        assert hint not in await center.says(who, "help all")


@pytest.mark.parametrize(
    ("who", "first"),
    [(ANA, "What is left"), (INES, "Your rosters"), (ADA, "Your rosters"), (EMPLOYER, "Check")],
)
async def test_help_has_five_lines_and_a_button_for_all_commands(
    center: Center, who: str, first: str
) -> None:
    reply = await center.ask(who, "help")
    lines = [line for line in reply.markdown.splitlines() if line.startswith("- ")]
    assert len(lines) == 5
    assert first in lines[0]
    assert "help all" in [button.call for row in reply.buttons for button in row]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("verify", "the badge or certificate file, or a photo of its QR code"),
        ("link", "Send me the code from your invitation, like this: link ABCD-EFGH-JKMN."),
        ("credential", "Type its name, or part of it: credential cnc mill."),
        ("check", "Send me the codes and the goal to check them against"),
    ],
)
async def test_a_command_typed_without_its_argument_says_what_to_send(
    center: Center, typed: str, told: str
) -> None:
    assert told in await center.says(STRANGER, typed)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_help_for_a_command_says_who_can_use_it(center: Center, command: object) -> None:
    name = str(getattr(command, "name", ""))
    said = await center.says(STRANGER, f"help /{name}")
    assert said.startswith(name)
    assert "For " in said


async def test_turning_notices_off_and_on_affects_only_that_person(center_on_each: Center) -> None:
    assert "Notices are on" in await center_on_each.says(ANA, "notices")
    assert "now off" in await center_on_each.done(ANA, "notices off")
    off = [r["number"] for r in await center_on_each.world.rows("people") if not r["notices_on"]]
    assert off == [ANA]
    assert "Notices are off." in await center_on_each.says(ANA, "whoami")
    assert "Type notices on or notices off, or" in await center_on_each.says(ANA, "notices perhaps")
    assert "now on" in await center_on_each.done(ANA, "notices ON")


async def test_a_candidate_of_another_organization_sees_only_their_own_record(
    center: Center,
) -> None:
    said = await center.says(DANA, "status")
    assert said.startswith("Dana Whitfield: 0 earned")
    assert not any(name in said for name in others("Dana Whitfield"))


async def test_instructors_do_not_see_students_without_a_roster(world: World) -> None:
    await world.candidate(CY, "Cy Newman")
    await world.instructor(INES)
    await world.roster("Empty", INES)
    assert "Empty: 0 candidates, 0 credentials earned" in await world.says(INES, "roster")
    assert BEN not in world.ids
