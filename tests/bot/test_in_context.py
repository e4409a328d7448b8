"""The topic of a chat helps to understand the next message."""

import numpy as np
import pytest

from bot.understanding.classifier import Classifier, load_classifier
from bot.understanding.encoder import encoder
from bot.understanding.in_context import FORMS, InContext, form_of
from bot.understanding.left_out import filled_in
from bot.understanding.readings import Reading
from bot.understanding.talk import Talk, Things

pytestmark = pytest.mark.skipif(encoder() is None, reason="the sentence encoder is not installed")
ODDS = np.array([0.7, 0.2, 0.1], np.float32)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier()


def likeliest(classifier: Classifier, text: str, role: str, topic: str) -> str:
    return classifier.likeliest(text, text, role, encoder(), topic)[0][0]


@pytest.mark.parametrize(
    ("topic", "text", "meant"),
    [
        ("share", "and for xcred", "share"),
        ("certificate", "and for xcred", "certificate"),
        ("cost", "y de xcred", "cost"),
        ("score", "y de xcred", "score"),
    ],
)
def test_a_short_follow_up_is_understood_as_the_last_question(
    classifier: Classifier, topic: str, text: str, meant: str
) -> None:
    assert likeliest(classifier, text, "candidate", topic) == meant


@pytest.mark.parametrize("topic", ["status", "share", "ask:cost", "verify"])
def test_a_complete_message_about_something_else_is_understood_after_any_question(
    classifier: Classifier, topic: str
) -> None:
    for text, meant in (
        ("how do i stop getting messages at night", "notices:quiet"),
        ("ya no quiero que me manden avisos", "notices:off"),
    ):
        assert likeliest(classifier, text, "candidate", topic) == meant, text


def test_a_topic_that_was_not_learned_does_not_change_the_probabilities() -> None:
    nothing = np.zeros((0, 0), np.float32), np.zeros(0, np.float32)
    unlearned = InContext(nothing, nothing, 1.0, (), ())
    assert unlearned(ODDS, "and for xcred", None, "candidate", "share") is ODDS


def test_each_number_that_describes_the_form_of_a_message_is_zero_or_one() -> None:
    for text in (
        "",
        "and xcred ?",
        "y en 2 meses",
        "what is left for me before the fair in may opens",
    ):
        form = form_of(text)
        assert len(form) == FORMS
        assert set(form.tolist()) <= {0.0, 1.0}
        assert form[0] == 1


TALK = Talk(
    "status",
    "M1-DRL",
    subject="M1-DRL",
    things=Things(("M1-DRL",), ("EF-1",), ("Noor Haddad",), ("pa-skills-basic",)),
)


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        (
            "send me a link of that one so my foreman stops asking about it all day",
            "share",
            "M1-DRL",
        ),
        ("mándame un link de ese mismo que mi jefe no deja de preguntar", "share", "M1-DRL"),
        ("what does it take", "credential", "M1-DRL"),
        ("put it first for me", "follow", "pa-skills-basic"),
        ("y ella cómo va", "student", "Noor Haddad"),
        ("is it real or not", "verify", "EF-1"),
        ("what's left", "status", ""),
        ("share all of it", "share", ""),
        ("how much have i spent with you people since last summer", "cost", ""),
    ],
)
def test_a_subject_that_a_message_leaves_out_is_taken_from_the_chats_topic(
    text: str, command: str, argument: str
) -> None:
    assert filled_in(text, Reading(command, "", 0.8), TALK).argument == argument


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("and what happens when i do that", "withdraw", "withdraw"),
        ("¿y si me arrepiento lo puedo recuperar?", "share", "withdraw"),
        ("what else can you do", "withdraw", ""),
        ("what does it do", "status", ""),
    ],
)
def test_a_question_what_happens_then_is_about_the_last_order(
    text: str, command: str, argument: str
) -> None:
    assert filled_in(text, Reading("help", "", 0.8), Talk(command, "M1-DRL")).argument == argument


def test_a_message_that_names_its_subject_does_not_get_another_one() -> None:
    named = Reading("share", "M1-TBC", 0.8)
    assert filled_in("share that one, turning between centers", named, TALK) is named


def test_without_a_topic_a_message_gets_no_subject() -> None:
    alone = Reading("share", "", 0.8)
    assert filled_in("share that one", alone, Talk()) is alone
