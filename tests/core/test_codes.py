"""Award codes: typed input is read as intended, or reported as mistyped."""

from collections.abc import Callable
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.awards.codes import Mistyped, new_code, read_code
from core.verification.files.codes_in_text import codes_in

codes = st.builds(new_code)
_ONLY_LETTERS = 373109872978906764
"""The number of the code `EF-ABCD-EFGH-JKMC-6`, which has only letters."""


@given(codes, st.sampled_from([str.lower, str.upper, lambda c: c.replace("-", "")]))
def test_a_code_is_read_in_any_case_and_spacing(code: str, style: Callable[[str], str]) -> None:
    assert read_code(style(code)) == code
    assert read_code(f"  {code.replace('-', ' ')} ") == code


@given(codes)
def test_a_code_is_read_without_its_prefix(code: str) -> None:
    assert read_code(code.removeprefix("EF-")) == code


@given(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=10, max_size=10))
def test_a_partial_code_is_not_read_as_one_that_begins_with_ef(digits: str) -> None:
    checks = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"
    [check] = [each for each in checks if isinstance(read_code(f"EF{digits}{each}"), str)]
    assert isinstance(read_code(f"EF-{digits}{check}"), Mistyped)


@given(codes, st.integers(0, 11), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_any_single_wrong_symbol_is_detected(code: str, place: int, symbol: str) -> None:
    bare = list(code.removeprefix("EF-").replace("-", ""))
    if bare[place] == symbol:
        return
    bare[place] = symbol
    assert isinstance(read_code("".join(bare)), Mistyped)


@given(codes, st.integers(0, 10))
def test_two_swapped_neighbors_are_detected(code: str, place: int) -> None:
    bare = list(code.removeprefix("EF-").replace("-", ""))
    if bare[place] == bare[place + 1]:
        return
    bare[place], bare[place + 1] = bare[place + 1], bare[place]
    assert isinstance(read_code("".join(bare)), Mistyped)


@pytest.mark.parametrize("typed", ["", "EF-", "EF-1234", "hello", "EF-!!!!-????-0000-0", "é" * 13])
def test_anything_else_is_mistyped(typed: str) -> None:
    assert isinstance(read_code(typed), Mistyped)


@given(codes)
def test_similar_looking_symbols_are_read_alike(code: str) -> None:
    as_heard = code[:2] + code[2:].replace("0", "O").replace("1", "l")
    assert read_code(as_heard) == code


@given(st.text(), codes, st.text())
def test_a_code_is_found_in_surrounding_text(before: str, code: str, after: str) -> None:
    assert code in [held.text for held in codes_in(f"{before}\n\n{code}\n\n{after}")]


def test_new_codes_end_in_a_digit_or_letter_and_older_ones_stay_valid() -> None:
    assert {new_code()[-1].isalnum() for _ in range(500)} == {True}
    for older in ("EF-0000-0000-0010-*", "EF-0000-0000-0011-~"):
        assert read_code(older) == older


def test_new_codes_have_a_digit_so_that_they_differ_from_words() -> None:
    with mock.patch("secrets.randbits", side_effect=[_ONLY_LETTERS, 7]):
        assert new_code() == "EF-0000-0000-0007-7"


def test_codes_carry_sixty_bits() -> None:
    drawn = {new_code() for _ in range(2000)}
    assert len(drawn) == 2000
    assert {code[3] for code in drawn} == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
