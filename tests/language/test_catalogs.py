"""Translation catalogs are complete, and translations contain the same values as the texts."""

import re

import pytest
from babel.messages.catalog import Catalog, Message

from core.language.catalogs import LANGUAGES
from tests.language.extraction import LOCALES, brought_up_to_date, catalog_of, texts

OTHERS = LANGUAGES[1:]
_VALUE = re.compile(r"%\(\w+\)s|%%")
_TEXTS = texts()


@pytest.fixture(scope="module", params=OTHERS)
def catalog(request: pytest.FixtureRequest) -> Catalog:
    return catalog_of(request.param)


def _said(message: Message) -> tuple[str, ...]:
    said = message.string
    return tuple(map(str, said)) if isinstance(said, list | tuple) else (str(said or ""),)


def _english(message: Message) -> tuple[str, ...]:
    said = message.id
    return tuple(map(str, said)) if isinstance(said, list | tuple) else (str(said),)


def test_every_text_has_a_translation(catalog: Catalog) -> None:
    missing = []
    for text in _TEXTS:
        found = catalog.get(_english(text)[0], text.context) if text.id else None
        if text.id and (found is None or not all(_said(found))):
            missing.append((_english(text)[0], [place for place, _line in text.locations]))
    assert missing == [], "run `make messages` and fill in what is empty"


def test_no_translation_is_marked_as_fuzzy_or_belongs_to_no_text(catalog: Catalog) -> None:
    assert [message.id for message in catalog if message.id and message.fuzzy] == []
    said = {(text.id, text.context) for text in _TEXTS}
    assert [each.id for each in catalog if each.id and (each.id, each.context) not in said] == []
    assert not catalog.obsolete


def test_a_translation_has_exactly_the_values_of_its_text(catalog: Catalog) -> None:
    differing = []
    for message in catalog:
        if not message.id:
            continue
        english = {value for text in _english(message) for value in _VALUE.findall(text)}
        for said in _said(message):
            found = set(_VALUE.findall(said))
            if not (
                found == english or (message.pluralizable and found | {"%(count)s"} == english)
            ):
                differing.append((message.id, said))
    assert differing == []


def test_a_text_with_a_plural_has_all_plural_forms_of_the_language(catalog: Catalog) -> None:
    assert catalog.num_plurals == 3, (
        "Spanish has forms for one, for millions, and for other numbers"
    )
    assert all(len(_said(each)) == 3 for each in catalog if each.id and each.pluralizable)


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_file_is_exactly_as_make_messages_writes_it(language: str) -> None:
    # the two are compared outside of an assertion, because pytest would take minutes for the diff
    is_up_to_date = (LOCALES / f"{language}.po").read_bytes() == brought_up_to_date(language)
    assert is_up_to_date, "run make messages"


_FAMILIAR = re.compile(
    r"\b(tú|tus?|te|ti|contigo|tuy[oa]s?|tienes|puedes|quieres|quieras|debes|eres|estás|sabes"
    r"|has|ves|empezaste|obtuviste|aprobaste|dime|envíame|pregúntame|escríbeme|guárdalo|dáselo)\b",
    re.IGNORECASE,
)


def test_spanish_addresses_everyone_as_usted() -> None:
    familiar = [said for each in catalog_of("es") for said in _said(each) if _FAMILIAR.search(said)]
    assert familiar == []
