"""Every command that shows or changes somebody's record leaves an entry in the audit log."""

from operator import itemgetter

import pytest

from bot.commands import COMMANDS
from bot.reply import Reply, Turn
from bot.whose_record import Shows
from bot.workplace import Workplace
from core.audit.actor import LOOKS, Action
from core.people.model import Identity, Workspace
from tests.bot.center import (
    ADA,
    ANA,
    BEN,
    CY,
    DANA,
    EMPLOYER,
    INES,
    STRANGER,
    Center,
)
from tests.bot.test_conversation_proofs import GOAL
from tests.world import World

CANDIDATES = {"Ana Popescu": ANA, "Ben Okoro": BEN, "Cy Newman": CY, "Dana Whitfield": DANA}
SEEING = {each.value for each in LOOKS} | {Action.TOOK_DATA.value}
SUBJECTS = ("", ANA, "CNC 1", "M1-MMS", "2")
"""Arguments for each command that may show another person's record.

The test adds the code of a credential to them.
"""
_OTHERS = Shows.STUDENTS | Shows.PROOF | Shows.ANYBODY
MOST_BUTTONS = 25


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        (INES, {"Ana Popescu", "Cy Newman"}),
        (ADA, {"Ana Popescu", "Ben Okoro", "Cy Newman"}),
        (EMPLOYER, {"Ana Popescu"}),
        (STRANGER, {"Ana Popescu"}),
    ],
)
async def test_no_command_shows_a_candidate_without_an_entry(
    center: Center, who: str, shown: set[str]
) -> None:
    """Send all commands that may show other people's records, and press buttons in the answers."""
    commands = [each for each in COMMANDS if each.access.shows & _OTHERS]
    assert len(commands) > 5
    calls = [
        f"{command.name} {subject}".strip()
        for command in commands
        for subject in ((*SUBJECTS, center.earned) if command.argument else ("",))
    ]
    seen: set[str] = set()
    offered: dict[str, None] = {}
    for call in calls:
        reply = await center.ask(who, call)
        seen |= await _shown_with_entries(center, who, call, reply)
        offered |= dict.fromkeys(button.call for row in reply.buttons for button in row)
    pressed = [call for call in offered if call and call not in calls][:MOST_BUTTONS]
    for call in pressed:
        seen |= await _shown_with_entries(center, who, call, await center.press(who, call))
    assert seen == shown, "at least one answer must name each of these people"


async def _shown_with_entries(center: Center, who: str, call: str, reply: Reply) -> set[str]:
    """Return the candidates whom an answer names.

    Fail if the audit log has no entry for one of them.
    """
    named = {name for name, number in CANDIDATES.items() if name in _text_of(reply)}
    await center.world.edgefinder.audit.flush()
    rows = await center.world.rows("audit_entries")
    looked = {row["subject_id"] for row in rows if row["action"] in SEEING}
    missing = {name for name in named if center.world.ids[CANDIDATES[name]] not in looked}
    assert not missing, f"{who}: {call!r} shows {missing} without an entry"
    await center.world.clear("audit_entries")
    return named


def _text_of(reply: Reply) -> str:
    files = [
        each.content.decode("utf-8", "replace")
        for each in reply.attachments
        if each.media_type.startswith("text/")
    ]
    labels = [button.label for row in reply.buttons for button in row]
    return "\n".join((reply.markdown, *labels, *files)).replace("\\", "")


@pytest.mark.parametrize(
    ("who", "first", "text", "action"),
    [
        (ANA, "", f"follow {GOAL}", Action.FOLLOWED),
        (ANA, f"follow {GOAL}", f"unfollow {GOAL}", Action.UNFOLLOWED),
        (ANA, "", f"prove {GOAL} 30", Action.MADE_PROOF),
        (ANA, f"prove {GOAL} 30", "proofs withdraw 1", Action.ENDED_PROOF),
        (ANA, "", "withdraw M1-MMS", Action.WITHDREW),
        (ANA, "withdraw M1-MMS", "share M1-MMS", Action.SHARED),
        (ANA, "", "notices off", Action.CHOSE_NOTICES),
        (ANA, "", "language es", Action.CHOSE_LANGUAGE),
        (ANA, "", "whoami name Annie", Action.CHOSE_NAME),
        (ANA, "", "privacy allow results Lakeside College", Action.ALLOWED),
        (ANA, "", "privacy end results Lakeside College", Action.TOOK_BACK),
        (ANA, "", "remind M1-MIL", Action.REMINDED),
        (STRANGER, "", "watch CODE", Action.WATCHED),
        (STRANGER, "watch CODE", "unwatch all", Action.UNWATCHED),
    ],
)
async def test_a_command_that_changes_something_leaves_an_entry_with_the_person_who_changed_it(
    center: Center, who: str, first: str, text: str, action: Action
) -> None:
    for each in filter(None, (first, text)):
        await center.does(who, each.replace("CODE", center.earned))
    rows = await center.world.rows("audit_entries")
    made = [row for row in rows if row["action"] == action]
    assert len(made) == 1, [row["action"] for row in rows]
    assert made[0]["actor_id"] == center.world.ids.get(who)
    assert made[0]["subject_id"] in {None, center.world.ids[ANA]}
    if who == STRANGER:
        assert f'"who":"{who}"' in str(made[0]["details"])


async def test_linking_and_unlinking_a_chat_leave_entries(center: Center) -> None:
    ana = center.world.ids[ANA]
    person = await center.world.edgefinder.contacts.find(ANA)
    assert person is not None
    [invitation] = await center.world.edgefinder.invitations.invite([person])
    await center.does(STRANGER, f"link {invitation.code}")
    await center.does(STRANGER, "unlink")
    rows = sorted(await center.world.rows("audit_entries"), key=itemgetter("id"))
    made = [(row["action"], row["subject_id"]) for row in rows if row["action"] not in SEEING]
    assert made == [("invited", ana), ("linked chat", ana), ("unlinked chat", ana)]


async def test_an_entry_has_the_command_and_the_kind_of_chat(center: Center) -> None:
    await center.ask(INES, "roster CNC 1")
    await center.world.edgefinder.audit.flush()
    rows = await center.world.rows("audit_entries")
    said = [str(row["details"]) for row in rows if row["subject_id"] == center.world.ids[CY]]
    assert any('"command":"roster"' in each and '"chat":"private"' in each for each in said)
    assert all('"why":"teaches them"' in each for each in said)


async def test_windows_home_tabs_and_link_previews_leave_entries_too(world: World) -> None:
    ana, code = await world.candidate("1001"), await world.award("1001", "M1-MMS")
    await world.instructor("ines@example.org")
    await world.linked("ines@example.org", "slack", "T0:U1")
    await world.roster("CNC 1", "ines@example.org", "1001")
    await world.edgefinder.workspaces.meet(Workspace("slack", "T0"), "Cascade Tool & Die")
    workplace = Workplace(world.edgefinder)
    link = f"{world.edgefinder.public_url}/v/{code}"
    turn = Turn(Identity("slack", "T0:U1", "T0"), code, address="T0:U1")
    for kind, act in (
        ("window", workplace.checks.check_list(turn)),
        ("window", workplace.checks.check_message(turn)),
        ("window", workplace.verdicts.to_show(turn, [code])),
        ("link preview", workplace.links.card(turn, link)),
        ("workflow", workplace.checks.verdict(turn, code)),
        ("home", workplace.home.page("T0", turn)),
    ):
        before = len(await world.rows("audit_entries"))
        await act
        await world.edgefinder.audit.flush()
        [*_, entry] = sorted(await world.rows("audit_entries"), key=itemgetter("id"))
        assert len(await world.rows("audit_entries")) > before
        assert (entry["subject_id"], f'"chat":"{kind}"' in str(entry["details"])) == (ana, True)


async def test_the_recipient_of_a_notice_about_somebody_is_logged_as_having_seen_them(
    world: World,
) -> None:
    ana, ines = await world.candidate("1001"), await world.instructor("ines@example.org")
    await world.linked("ines@example.org", "telegram", "700")
    code = await world.award("1001", "M1-MMS")
    await world.notice("ines@example.org", "student_award", code)
    [claimed] = await world.edgefinder.outbox.claim()
    await world.conversation.compose(claimed)
    await world.edgefinder.audit.flush()
    [entry] = await world.rows("audit_entries")
    assert (entry["subject_id"], entry["actor_id"]) == (ana, ines)
    assert '"surface":"notice"' in str(entry["details"])


@pytest.mark.parametrize("text", ["EF-0000-0000-0000-0", "hello", "catalog milling"])
async def test_an_answer_that_shows_no_record_leaves_no_entry(world: World, text: str) -> None:
    await world.ask("900", text, "telegram")
    await world.edgefinder.audit.flush()
    assert await world.rows("audit_entries") == []
