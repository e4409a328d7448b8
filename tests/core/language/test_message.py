"""A message is English wherever a string is expected, and can be translated for the reader."""

import json
import pickle
from datetime import date

import pytest

from core.language.catalogs import language_of
from core.language.formats import and_list, long_date, number
from core.language.message import _, _n, in_language

SUMMARY = _("Browse or search the NIMS credentials")


def test_a_message_is_an_english_string_in_json_and_comparisons() -> None:
    assert json.dumps({"what": SUMMARY}) == '{"what": "Browse or search the NIMS credentials"}'
    assert SUMMARY == "Browse or search the NIMS credentials"


@pytest.mark.parametrize("locale", ["es", "es-MX", "es_US"])
def test_a_message_is_translated_for_a_locale(locale: str) -> None:
    assert in_language(SUMMARY, locale) == "Ver o buscar las credenciales NIMS"


@pytest.mark.parametrize("locale", ["en", "fr-CA", "xx", "", "not a locale!"])
def test_a_message_without_a_catalog_for_the_language_stays_english(locale: str) -> None:
    assert in_language(SUMMARY, locale) == SUMMARY


def test_a_message_can_be_sent_to_another_process() -> None:
    there = pickle.loads(pickle.dumps(SUMMARY))
    assert in_language(there, "es") == "Ver o buscar las credenciales NIMS"


def test_a_plain_string_is_never_translated() -> None:
    assert in_language(str(SUMMARY), "es") == SUMMARY


def test_amounts_and_dates_follow_the_language() -> None:
    said = _("%(n)s on %(day)s", n=12345, day=date(2026, 3, 31))
    assert said == "12,345 on March 31, 2026"
    assert in_language(said, "es-ES") == "12.345 on 31 de marzo de 2026"


def test_a_message_inside_a_message_is_translated() -> None:
    assert in_language(_("“%(it)s”", it=SUMMARY), "es") == "“Ver o buscar las credenciales NIMS”"


@pytest.mark.parametrize(("count", "said"), [(0, "0 chips"), (1, "1 chip"), (1000, "1,000 chips")])
def test_singular_and_plural_differ(count: int, said: str) -> None:
    assert _n("%(count)s chip", "%(count)s chips", count) == said


def test_spanish_writes_e_before_the_sound_of_i() -> None:
    spanish = "es"
    assert and_list(["torno", "fresado"], spanish) == "torno y fresado"
    assert and_list(["fresado", "inspección"], spanish) == "fresado e inspección"
    assert and_list(["acero", "hierro"], spanish) == "acero y hierro"
    assert and_list(["a", "b", "c"], "en") == "a, b, and c"
    assert and_list(["only"], spanish) == "only"


def test_dates_and_numbers_follow_the_country_of_the_locale() -> None:
    assert long_date(date(2026, 3, 31), "en-GB") == "31 March 2026"
    assert number(21420, "es-MX") == "21,420"
    assert number(-5, "es") == "-5"


def test_a_locale_is_answered_in_its_language() -> None:
    assert [language_of(each) for each in ("es-419", "en-GB", "de", "")] == ["es", "en", "en", "en"]
