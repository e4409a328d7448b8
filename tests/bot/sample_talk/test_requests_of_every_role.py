"""Requests of candidates, instructors and employers, alone and after other questions."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of, meant, unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        ("candidate", ("why can't I take the CNC milling operator theory now",), "status M1-CMO"),
        ("candidate", ("por qué no puedo presentar el teórico de CNC milling operator",),
         "status M1-CMO"),
        ("candidate", ("mándame un recordatorio cuando abra el de cnc milling operator",),
         "remind M1-CMO"),
        ("candidate", ("set a reminder for when the milling operator theory unlocks",),
         "remind M1-CMO"),
        ("candidate", ("if I hid my benchwork what happens to the link people have?",),
         "help withdraw"),
        ("candidate", ("cheapest way to the advancd pennsylvania certificate",),
         "cost pa-skills-advanced"),
        ("candidate", ("follow advanced pennsylvania", "what would that cost me",
                       "nevermind, take it back off"), "unfollow pa-skills-advanced"),
        ("instructor", ("who has CNC milling operator", "average score on that one?"),
         "students average M1-CMO"),
        ("instructor", ("de todo el grupo quién va mejor",), "students ahead"),
        ("instructor", ("de todo el grupo quién va mejor", "¿y los que van mal?"),
         "students behind"),
        ("candidate", ("is my chucking done or do i still have the part",), "status M1-TCH"),
        ("candidate", ("el de neumática ya lo acabé por completo o me falta la práctica",),
         "status IT1-PNE"),
        ("instructor", ("who's got grinding theory still to do",),
         "students missing M1-GRD theory"),
        ("candidate", ("don't text me when that test opens",), "remind off"),
        ("candidate", ("no me avises cuando abra el examen",), "remind off"),
        ("instructor", ("log 12 bench hours for Ingrid", "oops, undo that", "where is she now"),
         "student Ingrid Sørensen"),
        ("instructor", ("who's the furthest back",), "students behind"),
        ("instructor", ("who still needs milling",), "students missing M1-MIL"),
        ("stranger", ("what does milling cover",), "credential M1-MIL"),
        ("candidate", ("what goals can I pick", "drop nc, I'm not moving anymore"),
         "unfollow nc-entry-machinist"),
        ("candidate", ("what have I got", "send me the second one as a pdf"), "certificate M1-JBL"),
        ("candidate", ("how am i doing", "the last one, how much is it"), "cost M1-CMO"),
        # another candidate's record is not the asker's own
        ("candidate", ("what did Dmytro score",), "student Dmytro"),
        ("candidate", ("how is Dmytro doing",), "student Dmytro"),
        ("candidate", ("who is behind in my class",), "students behind"),
        ("candidate", ("what did Noor score",), "score"),
        ("candidate", ("no me avises cuando salga mi resultado",), "notices results off"),
        ("candidate", ("don't text me",), "notices off"),
        ("employer", ("I no longer need to watch any of these codes. Please remove them all.",),
         "unwatch all"),
        ("candidate", ("la teoría cuenta igual que la de chucking verdad",), "ask shared-theory"),
        ("candidate", ("hide my benchwork", "wait does that erase it?"), "help withdraw"),
        ("candidate", ("alguien entró a ver mis cosas?",), "seen"),
        ("candidate", ("did anybody from there look at my record",), "seen"),
        ("candidate", ("no wait english is fine",), "language en"),
        ("candidate", ("noor haddad",), "whoami"),
        ("candidate", ("stop",), "notices off"),
        ("instructor", ("alto",), "notices off"),
        ("candidate", ("what pays more, milling or turning?",), "ask worth"),
        ("stranger", ("¿cuánto gana un operador cnc?",), "ask worth"),
        # a new order is not about what was just shown
        ("candidate", ("share turning between centers", "delete my data"), "forget me"),
        ("candidate", ("share turning between centers", "stop"), "notices off"),
        ("candidate", ("can my mom see my grades?", "stop"), "notices off"),
        ("candidate", ("can I retake cnc milling?", "wallet card"), "print"),
        ("employer", ("EF-83EV-VN3Y-MF4E-B", "an applicant has a NIMS card, how do I check?"),
         "verify"),
        ("employer", ("EF-83EV-VN3Y-MF4E-B", "me mostraron un certificado en papel, sirve?"),
         "verify"),
        ("instructor", ("notices off", "print the certificates of my class"), "certificate"),
        ("employer", ("check EF-83EV-VN3Y-MF4E-B for me",), "verify EF-83EV-VN3Y-MF4E-B"),
    ],
)  # fmt: skip
async def test_a_question_about_a_locked_exam_a_goal_an_average_or_a_class_is_understood(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("follow pa advanced", "follow pa-skills-advanced"),
        ("goal mfgt 137", "goal ccc-mfgt-137"),
        ("cost mfgt 137", "cost ccc-mfgt-137"),
    ],
)
async def test_a_typed_command_that_names_a_goal_in_words_is_understood_with_the_goals_code(
    center: Edgefinder, said: str, expected: str
) -> None:
    assert await meant(center, "candidate", said) == expected


async def test_unfollowing_a_goal_that_was_not_followed_says_that_it_is_not_followed(
    center: Edgefinder,
) -> None:
    reply = await last_of(center, "candidate", "unfollow mfgt 140")
    assert "You do not follow" in reply.markdown
    assert reply.buttons[0][0].call == "follow ccc-mfgt-140"


async def test_a_command_with_a_question_mark_and_a_refusal_is_only_offered(
    center: Edgefinder,
) -> None:
    reply = await unchanged_by(center, "candidate", "unfollow? no")
    assert reply.template == "nearly"


@pytest.mark.parametrize(
    ("who", "word"),
    [
        ("employer", "code"),
        ("instructor", "class"),
        ("evaluator", "results"),
        ("candidate", "exams"),
    ],
)
async def test_a_greeting_is_answered_with_what_that_role_can_ask(
    center: Edgefinder, who: str, word: str
) -> None:
    reply = await last_of(center, who, "hello")
    assert word in reply.markdown
