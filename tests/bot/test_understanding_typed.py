"""Typed commands are understood without the classifier, unlike sentences that begin like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import BY_NAME, COMMANDS
from bot.understanding.typed_commands import (
    FreeText,
    Nearly,
    OtherNims,
    TypedCalls,
    Understood,
)
from core.catalog.loading import load_catalog
from core.catalog.search import CatalogIndex

INDEX = CatalogIndex(load_catalog())
TYPED = TypedCalls(BY_NAME, lambda: INDEX)


def meant(text: str) -> tuple[str, str]:
    understood = TYPED.understand(text)
    assert isinstance(understood, Understood), understood
    return understood.command.name, understood.argument


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_is_recognized_with_a_slash_in_capitals_and_with_punctuation(
    command: object,
) -> None:
    name = str(getattr(command, "name", ""))
    for written in ("{}", "/{}", " {} ", "{}.", "{}!", "{}\n"):
        assert meant(written.format(name)) == (name, "")
        assert meant(written.format(name.upper())) == (name, "")


def test_the_argument_of_a_command_may_be_on_the_next_line() -> None:
    assert meant("status\nM1-TCH") == ("status", "M1-TCH")
    assert meant("status   cnc \t mill") == ("status", "cnc mill")


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("share my drill press please", "share", "my drill press"),
        ("status M1-TCH please", "status", "M1-TCH"),
        ("help withdraw", "help", "withdraw"),
        ("notices quiet 21:00-07:00", "notices", "quiet 21:00-07:00"),
        ("roster Machining I, mornings", "roster", "Machining I, mornings"),
    ],
)
def test_polite_words_after_a_command_are_not_part_of_its_argument(
    text: str, command: str, argument: str
) -> None:
    assert meant(text) == (command, argument)


@pytest.mark.parametrize(
    "text",
    [
        "withdraw? what does that mean",
        "withdraw is what my boss told me to say",
        "share your opinion with me",
        "status of what",
        "follow up question: who are you",
        "link does not work for me",
        "start over, I don't get it",
        "watch me pass this",
        "next time I will not fail",
        "check what I told you",
        "unlink me from her please do",
        "notices are what I never asked for",
        "which exams remain for turning?",
        "i dont want to withdraw",
        "my friend had to withdraw",
    ],
)
def test_a_sentence_that_begins_with_a_commands_name_is_not_that_command(text: str) -> None:
    assert isinstance(TYPED.understand(text), FreeText)


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("statsu", "status", ""),
        ("stauts M1-TCH", "status", "M1-TCH"),
        ("verfy", "verify", ""),
        ("rostr", "roster", ""),
        ("lnik ABC", "link", "ABC"),
        ("hlep", "help", ""),
        ("whomai", "whoami", ""),
    ],
)
def test_a_mistyped_command_is_offered_as_a_button_and_not_run(
    text: str, command: str, argument: str
) -> None:
    near = TYPED.understand(text)
    assert isinstance(near, Nearly)
    assert (near.command.name, near.argument) == (command, argument)


@pytest.mark.parametrize(
    "text",
    ["ICS-100", "is-700", "ICS 200 course", "FEMA", "nims 100", "incident command system"],
)
def test_a_name_or_course_number_of_femas_nims_is_recognized(text: str) -> None:
    assert isinstance(TYPED.understand(text), OtherNims)


def test_codes_alone_are_verified_and_codes_with_words_are_left_to_the_classifier() -> None:
    assert meant("EF-1234-5678-9ABC-D")[0] == "verify"
    assert isinstance(TYPED.understand("please keep an eye on EF-1234-5678-9ABC-D"), FreeText)


@given(st.one_of(st.text(max_size=300), st.text(alphabet="EF-0123AZ vh:/.?\n", max_size=300)))
def test_any_text_is_understood_without_an_error(text: str) -> None:
    understood = TYPED.understand(text)
    assert isinstance(understood, Understood | Nearly | OtherNims | FreeText)
    if isinstance(understood, Nearly) and understood.command.argument is None:
        assert understood.argument == ""


@pytest.mark.parametrize(("typed", "offered"), [("ros", "roster"), ("ver EF", "verify")])
def test_an_abbreviation_that_fits_one_command_offers_it(typed: str, offered: str) -> None:
    nearly = TYPED.understand(typed)
    assert isinstance(nearly, Nearly)
    assert nearly.command.name == offered


def test_an_abbreviation_that_fits_several_commands_offers_none() -> None:
    assert not isinstance(TYPED.understand("sta"), Nearly)
