"""The files that `make ahead` wrote contain what would be computed now."""

from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from core.awards.codes import new_code
from core.catalog.loading import load_catalog
from core.catalog.shipped_titles import ShippedTitles
from core.language.message import in_english
from core.verification.files.found_items import FoundCode
from core.verification.files.texts import read_typed
from core.verification.shell_lookup import codes_only
from tests.precomputed_files import files

WRITTEN = files()


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: file.name)
def test_each_precomputed_file_equals_what_is_computed_now(file: Path) -> None:
    assert file.read_text("utf-8") == WRITTEN[file], "run `make ahead`"


def test_the_precomputed_titles_are_those_in_the_catalog() -> None:
    titles, catalog = ShippedTitles(), load_catalog()
    for each in catalog.credentials:
        found = titles.credential(each.code.lower())
        assert found is not None
        assert found.title == each.title
        assert found.ends_on(date(2024, 2, 29)) == each.ends_on(date(2024, 2, 29))
    assert titles.credential("NO-SUCH") is None


@pytest.mark.parametrize("code", [new_code() for _ in range(50)], ids=range(50))
def test_a_code_typed_alone_is_found_without_a_search_and_with_the_same_result(code: str) -> None:
    assert codes_only(code) == read_typed(code) == [FoundCode(code)]


# Babel cannot format numbers with more digits
_VALUES = st.one_of(
    st.text(), st.integers(-(10**20), 10**20), st.dates(), st.lists(st.text(), max_size=5)
)


@given(_VALUES)
def test_english_dates_and_numbers_are_the_same_as_those_of_babel(value: object) -> None:
    assert in_english(value) == _by_babel(value)


def _by_babel(value: object) -> str:
    if isinstance(value, int):
        return format_decimal(value, locale="en_US")
    if isinstance(value, date):
        return format_date(value, "long", "en_US")
    return format_list(value, locale="en_US") if isinstance(value, list) else str(value)
