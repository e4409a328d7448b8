"""A message is an English string, and can be translated for its reader."""

import json
import pickle
from datetime import date

import pytest

from core.language.catalogs import language_of
from core.language.formats import and_list, long_date, number
from core.language.message import _, _n, in_language

SUMMARY = _("Browse or search the NIMS credentials")


def test_a_message_is_its_english_text_in_json_and_in_comparisons() -> None:
    assert json.dumps({"what": SUMMARY}) == '{"what": "Browse or search the NIMS credentials"}'
    assert SUMMARY == "Browse or search the NIMS credentials"


@pytest.mark.parametrize("locale", ["es", "es-MX", "es_US"])
def test_a_message_is_translated_for_a_locale(locale: str) -> None:
    assert in_language(SUMMARY, locale) == "Ver o buscar las credenciales NIMS"


@pytest.mark.parametrize("locale", ["en", "fr-CA", "xx", "", "not a locale!"])
def test_a_message_stays_english_for_a_locale_without_translations(locale: str) -> None:
    assert in_language(SUMMARY, locale) == SUMMARY


def test_a_message_that_was_sent_to_another_process_can_still_be_translated() -> None:
    there = pickle.loads(pickle.dumps(SUMMARY))
    assert in_language(there, "es") == "Ver o buscar las credenciales NIMS"


def test_a_string_made_from_a_message_is_not_translated() -> None:
    assert in_language(str(SUMMARY), "es") == SUMMARY


def test_amounts_and_dates_in_a_message_are_written_in_its_language() -> None:
    said = _("%(n)s on %(day)s", n=12345, day=date(2026, 3, 31))
    assert said == "12,345 on March 31, 2026"
    assert in_language(said, "es-ES") == "12.345 on 31 de marzo de 2026"


def test_a_message_that_is_a_value_of_another_message_is_translated_too() -> None:
    assert in_language(_("“%(it)s”", it=SUMMARY), "es") == "“Ver o buscar las credenciales NIMS”"


@pytest.mark.parametrize(("count", "said"), [(0, "0 chips"), (1, "1 chip"), (1000, "1,000 chips")])
def test_a_message_with_a_count_is_in_the_singular_only_for_one(count: int, said: str) -> None:
    assert _n("%(count)s chip", "%(count)s chips", count) == said


def test_in_spanish_the_word_for_and_becomes_e_before_the_sound_of_i() -> None:
    spanish = "es"
    assert and_list(["torno", "fresado"], spanish) == "torno y fresado"
    assert and_list(["fresado", "inspección"], spanish) == "fresado e inspección"
    assert and_list(["acero", "hierro"], spanish) == "acero y hierro"
    assert and_list(["a", "b", "c"], "en") == "a, b, and c"
    assert and_list(["only"], spanish) == "only"


def test_dates_and_numbers_are_written_as_in_the_country_of_the_locale() -> None:
    assert long_date(date(2026, 3, 31), "en-GB") == "31 March 2026"
    assert number(21420, "es-MX") == "21,420"
    assert number(-5, "es") == "-5"


def test_the_language_of_a_locale_is_spanish_or_else_english() -> None:
    assert [language_of(each) for each in ("es-419", "en-GB", "de", "")] == ["es", "en", "en", "en"]
