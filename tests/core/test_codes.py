"""A code of a credential is read however it is typed, or is reported as mistyped."""

from collections.abc import Callable
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.awards.codes import Mistyped, new_code, read_code
from core.verification.files.codes_in_text import codes_in

codes = st.builds(new_code)
_ONLY_LETTERS = 373109872978906764
"""The number of the code `EF-ABCD-EFGH-JKMC-6`, which has no digit except the last."""


@given(codes, st.sampled_from([str.lower, str.upper, lambda c: c.replace("-", "")]))
def test_a_code_is_read_in_any_case_and_with_any_spaces_and_dashes(
    code: str, style: Callable[[str], str]
) -> None:
    assert read_code(style(code)) == code
    assert read_code(f"  {code.replace('-', ' ')} ") == code


@given(codes)
def test_a_code_without_ef_at_its_beginning_is_read(code: str) -> None:
    assert read_code(code.removeprefix("EF-")) == code


@given(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=10, max_size=10))
def test_a_code_with_too_few_symbols_is_mistyped_although_ef_would_complete_it(digits: str) -> None:
    checks = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"
    [check] = [each for each in checks if isinstance(read_code(f"EF{digits}{each}"), str)]
    assert isinstance(read_code(f"EF-{digits}{check}"), Mistyped)


@given(codes, st.integers(0, 11), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_code_with_any_one_symbol_changed_is_mistyped(code: str, place: int, symbol: str) -> None:
    bare = list(code.removeprefix("EF-").replace("-", ""))
    if bare[place] == symbol:
        return
    bare[place] = symbol
    assert isinstance(read_code("".join(bare)), Mistyped)


@given(codes, st.integers(0, 10))
def test_a_code_with_two_neighbors_swapped_is_mistyped(code: str, place: int) -> None:
    bare = list(code.removeprefix("EF-").replace("-", ""))
    if bare[place] == bare[place + 1]:
        return
    bare[place], bare[place + 1] = bare[place + 1], bare[place]
    assert isinstance(read_code("".join(bare)), Mistyped)


@pytest.mark.parametrize("typed", ["", "EF-", "EF-1234", "hello", "EF-!!!!-????-0000-0", "é" * 13])
def test_text_without_the_form_of_a_code_is_mistyped(typed: str) -> None:
    assert isinstance(read_code(typed), Mistyped)


@given(codes)
def test_the_letters_o_and_l_in_a_code_are_read_as_zero_and_one(code: str) -> None:
    as_heard = code[:2] + code[2:].replace("0", "O").replace("1", "l")
    assert read_code(as_heard) == code


@given(st.text(), codes, st.text())
def test_a_code_is_found_whatever_text_surrounds_it(before: str, code: str, after: str) -> None:
    assert code in [held.text for held in codes_in(f"{before}\n\n{code}\n\n{after}")]


def test_a_new_code_ends_in_a_digit_or_letter_and_older_ones_with_a_symbol_stay_valid() -> None:
    assert {new_code()[-1].isalnum() for _ in range(500)} == {True}
    for older in ("EF-0000-0000-0010-*", "EF-0000-0000-0011-~"):
        assert read_code(older) == older


def test_a_new_code_has_a_digit_so_that_it_cannot_be_a_word() -> None:
    with mock.patch("secrets.randbits", side_effect=[_ONLY_LETTERS, 7]):
        assert new_code() == "EF-0000-0000-0007-7"


def test_new_codes_differ_and_are_random_from_their_first_symbol() -> None:
    drawn = {new_code() for _ in range(2000)}
    assert len(drawn) == 2000
    assert {code[3] for code in drawn} == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
