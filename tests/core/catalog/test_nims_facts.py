"""Each fact about NIMS has a source and comes in both languages. Invalid files are refused."""

import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from bot.commands import COMMANDS
from bot.reply import CALL_BYTES
from core.catalog.nims_facts import (
    AskNext,
    Dated,
    FactsError,
    KnownFacts,
    read_facts,
    shipped_facts,
)

EDGE = {"en": "What is an edge?", "es": "¿Qué es un filo?"}


def document(**changes: Any) -> dict[str, Any]:
    topic = {
        "name": "edge",
        "short": {"en": "Edge", "es": "Filo"},
        "question": EDGE,
        "ask": ["center"],
        "next": ["status"],
        "known": [{"en": "Sharp.", "es": "Afilado.", "source": "page", "dated": "2018-10"}],
        **changes,
    }
    return {"sources": {"page": {"en": "A page", "es": "Una página"}}, "topic": [topic]}


def test_a_topic_is_read_with_its_question_statements_sources_and_whom_to_ask() -> None:
    [topic] = read_facts(document())
    assert (topic.name, topic.question.en, topic.question.es) == ("edge", *EDGE.values())
    assert topic.ask == (AskNext.CENTER,)
    [known] = topic.known
    assert known.words.said("es") == "Afilado."
    assert known.words.said("en") == "Sharp."
    assert known.source is not None
    assert known.source.said("es") == "Una página"


@pytest.mark.parametrize(
    ("written", "year", "month_of", "on", "until"),
    [
        ("2018", 2018, None, None, None),
        ("2018-10", 2018, date(2018, 10, 1), None, None),
        ("2018-10-01", 2018, None, date(2018, 10, 1), None),
        ("2018-2019", 2018, None, None, 2019),
    ],
)
def test_the_date_of_a_source_may_be_a_year_a_month_or_a_day(
    written: str, year: int, month_of: date | None, on: date | None, until: int | None
) -> None:
    statement = {"en": "Sharp.", "es": "Afilado.", "source": "page", "dated": written}
    [topic] = read_facts(document(known=[statement]))
    dated = topic.known[0].dated
    assert isinstance(dated, Dated)
    assert (dated.year, dated.month_of, dated.on, dated.until) == (year, month_of, on, until)


SAID = {"en": "Sharp.", "es": "Afilado."}


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"name": "An Edge"}, "topic An Edge: name: write lower-case words"),
        ({"question": {"en": "What?"}}, "topic edge: question: write it in both languages"),
        ({"short": {"en": "E" * 31, "es": "F"}}, "topic edge: short: a button has 30 letters"),
        ({"known": []}, "topic edge: known: missing; say at least one thing"),
        ({"known": [{"en": "Sharp."}]}, "topic edge: known: es: write one plain line"),
        ({"known": [{**SAID, "source": "book"}]}, 'there is no source "book"; add it'),
        ({"known": [{**SAID, "dated": "2018"}]}, "dated without a source; name the source"),
        ({"known": [{**SAID, "source": "page", "dated": "soon"}]}, '"soon" is not a date; write'),
        ({"known": [{**SAID, "unknown": "x"}]}, "unknown: unknown key; write it above"),
        ({"known": [{**SAID}]}, "source page: no statement is from it; take it out"),
        ({"next": ["ask knife"]}, 'topic edge: next: there is no topic "knife"'),
        ({"mood": "good"}, "topic edge: mood: unknown key; take it out"),
    ],
)
def test_an_invalid_file_of_facts_is_refused_and_the_error_says_how_to_fix_it(
    changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(FactsError) as caught:
        read_facts(document(**changes))
    assert complaint in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_two_topics_with_one_name_are_refused() -> None:
    twice = document()
    twice["topic"] *= 2
    with pytest.raises(FactsError, match="there are two of this name"):
        read_facts(twice)


def test_every_statement_about_nims_has_a_source() -> None:
    about_this_bot = {"Your status", "To let us", "A credential that somebody", "The training"}
    about_this_bot |= {"In Edgefinder", "No, that is the other", "There are two kinds"}
    about_this_bot |= {
        "An invitation ends",
        "Sign out of",
        "With the same",
        "This is a bot",
        "Paper and pictures can be",
        "Compare the name with",
    }
    for topic in shipped_facts().topics:
        for statement in topic.known:
            if statement.source is None:
                assert any(statement.words.en.startswith(each) for each in about_this_bot), (
                    topic.name,
                    statement.words.en,
                )


def test_every_price_in_the_facts_has_its_year() -> None:
    for topic in shipped_facts().topics:
        for statement in topic.known:
            if "$" in statement.words.en:
                year = statement.dated.year if statement.dated else 0
                assert year or "2018" in statement.words.en, statement.words.en


def test_the_commands_that_facts_suggest_exist_and_fit_a_button() -> None:
    commands = {each.name for each in COMMANDS}
    planned = {"score"}
    for topic in shipped_facts().topics:
        assert len(f"ask {topic.name}".encode()) <= CALL_BYTES
        for call in topic.next:
            assert call.split()[0] in commands | planned, (topic.name, call)


def test_a_topic_is_found_by_its_name_and_by_its_question_in_either_language() -> None:
    facts = shipped_facts()
    for topic in facts.topics:
        for words in (topic.name, topic.question.en, topic.question.es, topic.short.es):
            assert facts.resolve(words) is topic, words
    assert facts.resolve("how often may I retake") is facts.topic("retakes")
    assert facts.resolve("MERITO ESPECIAL") is facts.topic("special-merit")
    assert facts.resolve("flying saucers") is None
    assert facts.resolve("") is None


def test_the_shipped_file_of_facts_is_valid() -> None:
    text = (files("core.catalog") / "data" / "facts.toml").read_text("utf-8")
    assert KnownFacts(read_facts(tomllib.loads(text))).topics == shipped_facts().topics
