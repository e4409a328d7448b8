"""Names that differ only in spelling are folded to the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.model import Level
from core.catalog.name_folding import fold, fold_exam
from core.catalog.shop_words import Phrase, meaning, take_apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Measurement, Materials & Safety", "measurement materials and SAFETY"),
        ("Drill Press Skills I", "drill-press skills 1"),
        ("Stamping Level III: Set Up", "stamping  level 3 (set up)"),
        ("Evaluator's print", "evaluators print"),
        ("Pièce tournée \u2161", "piece tournee 2"),
        ("CNC_Mill\tII", "cnc mill 2"),
    ],
)
def test_names_that_differ_in_case_punctuation_or_numerals_are_the_same(
    one: str, other: str
) -> None:
    assert fold(one) == fold(other)


def test_names_of_different_levels_are_different() -> None:
    assert len({fold("Milling I"), fold("Milling II"), fold("Milling III")}) == 3


@given(st.text(max_size=60))
def test_folding_a_folded_name_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_exam(fold_exam(text)) == fold_exam(text)


@given(st.text(alphabet="abc IV123&-,.'\u2019_\u0130\u00df\u2160", max_size=30))
def test_a_folded_name_has_only_lowercase_words_and_single_spaces(text: str) -> None:
    assert all(word.isalnum() and word == word.lower() for word in fold(text).split(" ") if word)
    assert fold(text) == fold(text).strip()


@pytest.mark.parametrize("name", ["Mill 1", "mill I", "mill1", "mill, level one", "MILL (Level I)"])
def test_a_level_is_recognized_in_any_spelling(name: str) -> None:
    phrase = take_apart(name)

    assert phrase == Phrase(("mill",), frozenset({Level.I}))


def test_the_number_of_axes_of_a_wire_edm_is_not_read_as_a_level() -> None:
    assert take_apart("EDM 2 Axis Wire").levels == frozenset()
    assert take_apart("2-axis EDM, level II").levels == {Level.II}


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("op oper operator operate operations", "operation"),
        ("lathe lathes turning", "turning"),
        ("mill mills milling", "milling"),
        ("prog program programming programmes", None),
        ("grinder grinding", "grinding"),
        ("centers centre center", "center"),
        ("dies die", "die"),
    ],
)
def test_words_of_the_shop_that_mean_the_same_have_one_meaning(
    words: str, meant: str | None
) -> None:
    meanings = {meaning(word) for word in words.split()}

    # "prog" is kept apart because it also abbreviates "progressive"
    assert meanings == ({meant} if meant else {"prog", "program"})


@given(st.text(alphabet="abcdefghilmnoprstu", max_size=12))
def test_taking_the_meaning_of_a_meaning_changes_nothing(word: str) -> None:
    assert meaning(meaning(word)) == meaning(word)
