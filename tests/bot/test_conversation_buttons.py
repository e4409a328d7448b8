"""Every button gets an answer, and every answer offers a next step."""

from collections import deque
from collections.abc import Mapping

import pytest

from bot.commands import COMMANDS
from bot.reply import CALL_BYTES, Button, Reply
from core.awards.codes import new_code
from core.notices.claimed_notice import DueNotice
from core.outbox.kinds import NoticeKind
from core.people.model import Person
from core.records.model import Award
from tests.bot.center import ADA, ANA, EMPLOYER, EVERYBODY, INES, NILS, STRANGER, Center, ago

TYPED = (
    *("hi", "what is left?", "my students", "check", "ICS-100", "dental hygiene", "blah", ""),
    *("EF-1234-567", "statsu", "stauts M1-TCH", "catlog cnc mill", "turning", "level II"),
    *("link ABCD-EFGH-JKM1", "start ABCD-EFGH-JKM1", "roster nowhere", "notices perhaps"),
    *("status xyzzyq", "catalog xyzzyq", "credential xyzzyq", "credential turning"),
    *(f"{command.name} {'word ' * 30}" for command in COMMANDS),
    *(f"{command.name}x" for command in COMMANDS),
    *(f"{command.name} please" for command in COMMANDS),
    *(f"help {command.name}" for command in COMMANDS),
)
ONE_OF_EACH = (ANA, INES, NILS, ADA, EMPLOYER, STRANGER)
"""One person of each kind. In a group, all people of one kind get the same buttons."""
DEAD_ENDS = {"fault", "not_understood", "nearly", "missing_argument"}


def buttons_of(reply: Reply) -> list[Button]:
    return [button for row in reply.buttons for button in row]


@pytest.mark.parametrize(
    ("who", "private"),
    [*((who, True) for who in EVERYBODY), *((who, False) for who in ONE_OF_EACH)],
)
async def test_every_reply_has_buttons_that_work(center: Center, who: str, private: bool) -> None:
    codes = [f"verify {code}" for code in (center.earned, center.revoked, new_code())]
    many = " ".join(new_code() for _ in range(21))
    begun = [*(command.name for command in COMMANDS), *codes, many, *TYPED]
    waiting = deque((text, private, False) for text in begun)
    known = set(waiting)
    while waiting:
        text, alone, pressed = waiting.popleft()
        reply = await center.ask(who, text, private=alone)
        assert reply.template != "fault", text
        assert not pressed or reply.template not in DEAD_ENDS, text
        buttons = buttons_of(reply)
        assert buttons, f"{text!r} ends with {reply.template}, which has no button"
        for button in buttons:
            assert button.label.strip()
            assert len(button.call.encode()) <= CALL_BYTES
            # "unlink yes" would make the person a stranger for the rest of the test
            if button.call and button.call != "unlink yes":
                step = (button.call, alone or button.private, True)
                if step not in known:
                    known.add(step)
                    waiting.append(step)
    assert len(known) > len(begun), "buttons led to further answers"


async def test_people_who_unlinked_their_chat_get_buttons_too(center: Center) -> None:
    await center.world.linked(ANA, "telegram", STRANGER)
    for text in ("unlink", "unlink yes", "whoami", "status"):
        assert buttons_of(await center.ask(STRANGER, text))


async def test_a_button_with_a_credentials_name_always_opens_that_credential(
    center: Center,
) -> None:
    catalog = center.world.edgefinder.catalog
    for who, text in ((ANA, "status"), (ANA, "catalog turning"), (INES, "credential milling")):
        for button in buttons_of(await center.ask(who, text)):
            command, _, code = button.call.partition(" ")
            if command in {"status", "credential"} and code:
                found = catalog.credential(code)
                assert found is not None
                assert found.title.startswith(
                    button.label.removesuffix(" (not confirmed)").rstrip("…")
                )


TOLD: dict[NoticeKind, tuple[str, Mapping[str, object]]] = {
    NoticeKind.AWARD_EARNED: (ANA, {}),
    NoticeKind.AWARD_REVOKED: (ANA, {}),
    NoticeKind.RESULT_RECORDED: (ANA, {"results": [["M1-MMS-T", "pass"], ["X9-GONE-T", "fail"]]}),
    NoticeKind.EXAM_OPENS: (ANA, {"exam": "M1-MIL-T", "credential": "M1-MIL"}),
    NoticeKind.NUDGE: (ANA, {"exam": "M1-TCH-P", "passed_on": "2026-10-04"}),
    NoticeKind.STUDENT_AWARD: (INES, {}),
    NoticeKind.STUDENT_AWARD_REVOKED: (INES, {}),
    NoticeKind.DIGEST: (INES, {"roster": 1, "pace": "weekly", "awards": [1]}),
    NoticeKind.IMPORT_FINISHED: (
        ADA,
        {"kind": "results", **dict.fromkeys(("read", "taken", "unchanged", "rejected"), 2)}
        | {"awarded": 1, "revoked": 1},
    ),
    NoticeKind.ROSTER_AWARDS: (INES, {"roster": 1, "count": 2}),
    NoticeKind.PLACE_LOST: (INES, {"place": 1}),
    NoticeKind.GOAL_MET: (ANA, {"goal": "nc-entry-machinist", "title": "Entry Level Machinist"}),
    NoticeKind.GOAL_NEAR: (
        ANA,
        {
            "goal": "nc-entry-machinist",
            "title": "Entry Level Machinist",
            "step": "",
            "exam": "M1-TCH-P",
        },
    ),
    NoticeKind.AWARDS_EARNED: (ANA, {"awards": [1]}),
    NoticeKind.STUDENT_AWARDS: (INES, {"awards": [1]}),
    NoticeKind.ANSWER: (
        ANA,
        {
            "command": "status",
            "template": "status",
            "markdown": "**One exam** remains",
            "buttons": [[{"label": "Next", "call": "next", "url": ""}]],
            "files": 0,
            "late": False,
        },
    ),
    NoticeKind.FORGOTTEN: (ANA, {}),
    NoticeKind.CORRECTION_ASKED: (ADA, {"correction": 1}),
    NoticeKind.CORRECTION_SETTLED: (ANA, {"what": "name"}),
    NoticeKind.RESULT_WAITS: (ADA, {"number": 1}),
    NoticeKind.RESULT_DECIDED: (INES, {"number": 1, "outcome": "pass"}),
    NoticeKind.CHAT_LINKED: (ANA, {"here": False, "platform": "telegram"}),
    NoticeKind.LINK_ASKED: (ADA, {"token": "of-nobody"}),
    NoticeKind.WATCHED_AWARD: (ANA, {}),
    NoticeKind.WATCHED_GOAL: (ANA, {"proof": 1, "watch": 1}),
}
"""Each kind of notice, with its recipient and data."""
IN_PLACES = {NoticeKind.ROSTER_AWARDS}
"""The kinds of notices without buttons.

They go to groups and channels, and the next step would be private.
"""


@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("credential", ["M1-MMS", "X9-GONE"])
async def test_a_notice_has_buttons_that_its_recipient_can_use(
    center: Center, kind: NoticeKind, credential: str
) -> None:
    who, data = TOLD[kind]
    if "exam" in data or "results" in data:
        data = {**data, "credential": credential, "next": ["M1-TCH-P", credential]}
    person = Person(center.world.ids[who], who, "Ana", "Popescu", None)
    award = Award(center.earned, credential, ago(9), ago(1), None, "issuer")
    notice = DueNotice(1, kind, person, (), award, person, 1, data)
    reply = await center.world.conversation.compose(notice)
    assert "None" not in reply.markdown
    assert reply.buttons or kind in IN_PLACES
    for button in buttons_of(reply):
        answered = await center.ask(who, button.call)
        assert answered.template not in DEAD_ENDS | {"not_for_you", "no_credential", "no_roster"}
