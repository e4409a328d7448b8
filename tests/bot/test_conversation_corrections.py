"""The command correct: people report errors in their record, and administrators settle them."""

import pytest

from bot.commands.corrections import kind_of
from bot.plain_text import plain_text
from core.outbox.kinds import NoticeKind
from tests.bot.center import ADA, ANA, LUC, STRANGER, Center

WORDS = "correct my family name is Quixley"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("my name is wrong", "name"),
        ("my family name is misspelled", "name"),
        ("my birth date is wrong", "birth"),
        ("mi fecha de nacimiento está mal", "birth"),
        ("my score in grinding was 82", "result"),
        ("mi apellido está mal escrito", "name"),
        ("I am not in that class", "class"),
        ("my email is an old one", "address"),
        ("mi nota de fresado está mal", "result"),
        ("it is all wrong", "other"),
    ],
)
def test_what_a_report_of_an_error_is_about_is_read_from_its_words(words: str, kind: str) -> None:
    assert kind_of(words) == kind


async def sent(center: Center, who: str, words: str) -> str:
    asked = await center.ask(who, words)
    assert asked.template == "correct_sure"
    return plain_text((await center.press(who, asked.buttons[0][0].call)).markdown)


async def notices_of(center: Center, kind: NoticeKind) -> list[str]:
    """Return the text of each notice of this kind, after its recipient's name."""
    edgefinder = center.world.edgefinder
    due = [each for each in await edgefinder.outbox.claim() if each.kind is kind]
    found = []
    for each in due:
        reply = await center.world.conversation.compose(each)
        found.append(f"{each.to.name if each.to else ''}: {plain_text(reply.markdown)}")
        await edgefinder.outbox.sent(each)
    return found


async def test_a_reported_error_is_shown_and_not_sent_before_it_is_confirmed(
    center: Center,
) -> None:
    asked = await center.ask(ANA, WORDS)
    assert "my family name is Quixley" in plain_text(asked.markdown)
    assert "Send this to your account administrators?" in plain_text(asked.markdown)
    await center.world.linked(ADA, "telegram", "700")
    assert await notices_of(center, NoticeKind.CORRECTION_ASKED) == []


async def test_a_reported_error_reaches_only_the_administrators_of_the_candidates_own_center(
    center: Center,
) -> None:
    await center.world.linked(ADA, "telegram", "700")
    await center.world.linked(LUC, "telegram", "701")
    assert "Sent to 1 account administrator" in await sent(center, ANA, WORDS)
    [told] = await notices_of(center, NoticeKind.CORRECTION_ASKED)
    assert told.startswith("Ada Larsen: Ana Popescu (1001) says")
    assert "my family name is Quixley" in told


async def test_a_person_is_notified_once_their_report_of_an_error_is_settled(
    center: Center,
) -> None:
    await center.world.linked(ANA, "telegram", "500")
    await sent(center, ANA, WORDS)
    listed = await center.ask(ADA, "correct")
    [button] = [
        each for row in listed.buttons for each in row if each.call.startswith("correct done")
    ]
    assert "Has this been dealt with?" in plain_text((await center.ask(ADA, button.call)).markdown)
    assert "I have told Ana Popescu" in await center.done(ADA, button.call)
    [told] = await notices_of(center, NoticeKind.CORRECTION_SETTLED)
    assert told.startswith("Ana Popescu: Your report of an error in your record (a name)")
    assert "dealt with on November 23, 2026" in await center.says(ANA, "correct")


async def test_nobody_but_an_administrator_of_the_center_sees_or_settles_a_reported_error(
    center: Center,
) -> None:
    await sent(center, ANA, WORDS)
    for who in (LUC, ANA):
        assert "No report with that number is waiting" in await center.says(who, "correct done 1")
        assert "Quixley (" not in await center.says(who, "correct done 1")
    assert "Quixley" not in await center.says(LUC, "correct")
    assert "people whose chat is linked" in await center.says(STRANGER, "correct my name")


async def test_a_report_whose_button_is_pressed_twice_is_sent_once(center: Center) -> None:
    asked = await center.ask(ANA, WORDS)
    button = asked.buttons[0][0].call
    await center.press(ANA, button)
    assert "No report with that number is waiting" in plain_text(
        (await center.press(ANA, button)).markdown
    )


async def test_a_person_without_an_administrator_is_told_that_there_is_none(center: Center) -> None:
    assert "No account administrator of your organization" in await sent(
        center, ADA, "correct my email is old"
    )
