"""What people type, in their own words, and the command that it is taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.understanding import Nearly, NotUnderstood, OtherNims, Understander, Understood
from core.catalog.loading import load_catalog
from core.catalog.search import CatalogIndex


@pytest.fixture(scope="module")
def understander() -> Understander:
    return Understander(COMMANDS, CatalogIndex(load_catalog()))


def meant(understander: Understander, text: str) -> tuple[str, str]:
    understood = understander.understand(text)
    assert isinstance(understood, Understood), understood
    return understood.command.name, understood.argument


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("which exams remain for turning?", "status", "turning"),
        ("Which exams do I have left?", "status", ""),
        ("what is left?", "status", ""),
        ("what's missing for my cnc mill operator", "status", "cnc mill operator"),
        ("what do I still need for grinding?", "status", "grinding"),
        ("show me my progress", "status", ""),
        ("How far am I with EDM wire", "status", "EDM wire"),
        ("what have I earned", "status", ""),
        ("what do I do next", "next", ""),
        ("What can I do next?", "next", ""),
        ("What should I take next?", "next", ""),
        ("when can I retake theory?", "next", ""),
        ("what's my next exam", "next", ""),
        ("which credentials are there for press brake?", "catalog", "press brake"),
        ("list all credentials", "catalog", ""),
        ("what can I earn?", "catalog", ""),
        ("my students", "roster", ""),
        ("how are my classes doing in turning", "roster", ""),
        ("stop the notifications", "notices", ""),
        ("who am i", "whoami", ""),
        ("hello", "start", ""),
        ("Good morning!", "start", ""),
        ("what can you do?", "help", ""),
        ("how does this work", "help", ""),
        ("?", "help", ""),
        ("can you check a certificate", "verify", ""),
        ("check turning", "check", "turning"),
        ("is it real?", "verify", ""),
        ("cnc mill operator", "credential", "cnc mill operator"),
        ("Surface Grinding", "credential", "Surface Grinding"),
        ("JBL", "credential", "JBL"),
    ],
)
def test_plain_words_are_understood(
    understander: Understander, text: str, command: str, argument: str
) -> None:
    assert meant(understander, text) == (command, argument)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_is_known_with_slash_capitals_and_stops(
    understander: Understander, command: object
) -> None:
    name = str(getattr(command, "name", ""))
    for written in ("{}", "/{}", " {} ", "{}.", "{}!", "{}\n"):
        assert meant(understander, written.format(name)) == (name, "")
        assert meant(understander, written.format(name.upper())) == (name, "")


def test_a_commands_argument_may_stand_on_the_next_line(understander: Understander) -> None:
    assert meant(understander, "status\nM1-TCH") == ("status", "M1-TCH")
    assert meant(understander, "status   cnc \t mill") == ("status", "cnc mill")


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("statsu", "status", ""),
        ("stauts M1-TCH", "status", "M1-TCH"),
        ("catlog cnc mill", "catalog", "cnc mill"),
        ("verfy", "verify", ""),
        ("rostr", "roster", ""),
        ("lnik ABC", "link", "ABC"),
        ("hlep", "help", ""),
        ("next please", "next", ""),
        ("whomai", "whoami", ""),
    ],
)
def test_a_word_that_is_nearly_a_command_is_offered_and_not_run(
    understander: Understander, text: str, command: str, argument: str
) -> None:
    near = understander.understand(text)
    assert isinstance(near, Nearly)
    assert (near.command.name, near.argument) == (command, argument)


@pytest.mark.parametrize(
    "text",
    ["ICS-100", "is-700", "ICS 200 course", "FEMA", "nims 100", "incident command system"],
)
def test_the_other_nims_is_told_apart(understander: Understander, text: str) -> None:
    assert isinstance(understander.understand(text), OtherNims)


@pytest.mark.parametrize("text", ["dental hygiene", "blah blah", "", " ", "/", "☃", "lunch?"])
def test_what_nobody_can_understand_is_not_guessed(understander: Understander, text: str) -> None:
    assert isinstance(understander.understand(text), NotUnderstood)


@given(st.one_of(st.text(max_size=300), st.text(alphabet="EF-0123AZ vh:/.?\n", max_size=300)))
def test_anything_at_all_can_be_typed(text: str) -> None:
    understander = _SHARED
    understood = understander.understand(text)
    assert isinstance(understood, Understood | Nearly | OtherNims | NotUnderstood)
    if isinstance(understood, Nearly) and understood.command.argument is None:
        assert understood.argument == ""


_SHARED = Understander(COMMANDS, CatalogIndex(load_catalog()))


@pytest.mark.parametrize(
    ("typed", "offered"), [("ros", "roster"), ("stat", "status"), ("ver EF", "verify")]
)
def test_the_beginning_of_a_command_offers_it(
    understander: Understander, typed: str, offered: str
) -> None:
    nearly = understander.understand(typed)
    assert isinstance(nearly, Nearly)
    assert nearly.command.name == offered


def test_a_beginning_that_several_share_offers_none(understander: Understander) -> None:
    assert not isinstance(understander.understand("sta"), Nearly)
