"""Codes and links are found in text, however they were broken, pasted or formatted."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.awards.codes import code_of, new_code
from core.verification.files.codes_in_text import code_of_page, codes_in
from core.verification.files.found_items import (
    NOT_A_CREDENTIAL,
    FoundCode,
    FoundToken,
    NothingFound,
)
from core.verification.files.texts import read_text, read_typed

CODE = "EF-4K7M-9Q2X-AB3D-T"
STAR = "EF-0000-0000-0010-*"
TILDE = "EF-0000-0000-0011-~"
PAGE = f"https://verify.example.org/v/{CODE}"


def found(text: str) -> list[str]:
    return [held.text for held in codes_in(text)]


@given(st.integers(0, 2**60 - 1), st.booleans())
def test_a_code_alone_is_read_like_a_code_in_a_sentence(number: int, lower: bool) -> None:
    code = code_of(number).lower() if lower else code_of(number)
    [alone], [within] = codes_in(code), codes_in(f"see {code} here")
    assert alone == within == FoundCode(code_of(number))


@pytest.mark.parametrize(
    "written",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", " "),
        CODE.replace("-", "."),
        CODE.replace("-", "_"),
        CODE.replace("-", ""),
        CODE.replace("-", "\u2013"),
        CODE.replace("E", "\u0415").replace("M", "\u041c").replace("T", "\u0422"),  # Cyrillic
        CODE.replace("X", "\u03a7").replace("AB", "\u0391\u0392").replace("T", "\u03a4"),  # Greek
        CODE.replace("-", "-\n"),
        CODE.replace("-", "-\r\n> "),
        CODE.replace("-", "\n-"),
        "EF-4K\n7M-9Q2X-AB3D-T",
        "EF-4K\u00ad7M-9Q2X-AB3D-T",
        "EF-4K7M\ufffe9Q2X-AB3D-T",
        "EF-4K7M\x029Q2X-AB3D-T",
        "EF-4K\u200b7M-9Q2X-AB3D-T",
        "".join(chr(ord(letter) + 0xFEE0) for letter in CODE),
        CODE.removeprefix("EF-"),
        CODE.replace("EF", "3F"),
        CODE.replace("EF", "EP"),
        f"~{CODE}~",
        f"*{CODE}*",
        f"_{CODE}_",
        f"`{CODE}`",
        f"“{CODE}”,",
    ],
)
def test_a_code_is_found_in_any_spelling(written: str) -> None:
    assert found(f"The code is {written}") == [CODE]


@pytest.mark.parametrize(
    "link",
    [
        PAGE,
        f"{PAGE}.",
        f"({PAGE})",
        f"<{PAGE}>",
        f'"{PAGE}",',
        f"{PAGE}.json",
        f"{PAGE}?utm_source=mail",
        *(f"{PAGE}/{name}" for name in ("certificate.pdf", "certificate.pdf?paper=a4")),
        *(f"{PAGE}/{name}" for name in ("badge.png", "badge.svg", "preview.png")),
        *(f"{PAGE}/{name}" for name in ("credential.jwt", "credential.json")),
        f"verify.example.org/v/{CODE}",
        f"https://verify.example.org/v/{CODE[:8]}\n{CODE[8:]}",
        f"https://www.linkedin.com/profile/add?certUrl={quote(PAGE, safe='')}&certId={CODE}",
    ],
)
def test_every_link_to_a_credential_that_we_create_contains_its_code(link: str) -> None:
    assert found(f"see {link}") == [CODE]


@pytest.mark.parametrize("code", [STAR, TILDE])
def test_an_older_code_keeps_the_symbol_at_its_end(code: str) -> None:
    for written in (code, f"*{code}*", f"~{code}~", f"https://verify.example.org/v/{code}"):
        assert found(written) == [code]
    assert code_of_page(f"{code})") == code


def test_punctuation_that_was_taken_for_the_end_of_a_link_is_removed() -> None:
    for sign in ".),>\"*~_'":
        assert code_of_page(CODE + sign) == CODE
    assert code_of_page("EF-1234") == "EF-1234"


def test_codes_are_found_in_the_order_of_the_text_including_mistyped_ones() -> None:
    other = new_code()
    assert found(f"{other}; {CODE[:-1]}0, {PAGE} EF-1234 EF-AAAA-BBBB-CCCC-DD") == [
        *(other, f"{CODE[:-1]}0", CODE, "EF-1234", "EF-AAAA-BBBB-CCCC-DD"),
    ]


def test_a_code_is_not_read_across_two_cells_or_lines() -> None:
    cut = CODE[:17]
    for between in (",", ";", "\t", "\n", "\r\n"):
        assert found(f"{cut}{between}T") == [cut]


def test_capitals_like_a_code_without_its_last_symbol_are_reported_as_mistyped() -> None:
    assert found("EF ABCD EFGH JKMN") == ["EF ABCD EFGH JKMN"]


@pytest.mark.parametrize("words", ["ef were that good I", "EFT 1234", "a-f", "EF", "x EF-", ""])
def test_ordinary_words_are_not_taken_for_codes(words: str) -> None:
    assert found(words) == []


@given(st.text())
def test_any_text_can_be_searched_without_an_error(text: str) -> None:
    codes_in(text)
    assert read_typed(text)


@pytest.mark.parametrize("piece", ["EF-", "EF", "eyJ", "EF 4444 ", "https://", "-\n", "4K7M-"])
def test_searching_time_grows_linearly_with_the_text(piece: str) -> None:
    # in quadratic time, this would take hours
    list(read_text(piece * (1_000_000 // len(piece))))


@pytest.mark.parametrize("piece", ["eyJhbGciOiJFZERTQSJ9\n", "~.", "a1b2c3|*", "eyJhbGciOiJF.~"])
def test_searching_time_grows_linearly_for_text_that_looks_like_tokens(piece: str) -> None:
    # in quadratic time, this would take many minutes
    text = piece * (200_000 // len(piece))
    assert read_typed(text)
    assert code_of_page(text)


def test_a_signed_credential_is_found_after_words_that_look_like_its_beginning() -> None:
    words = "\n\n".join(["eyJhbGciOiJFZERTQSJ9"] * 10)
    assert list(read_text(f"{words}\n\n{TOKEN}\n{CODE}")) == [FoundToken(TOKEN), FoundCode(CODE)]


def test_a_malformed_link_beside_a_code_is_mistyped_and_the_code_is_found() -> None:
    assert read_typed(f"http://[x {CODE}") == [FoundCode("http://[x", "http://[x"), FoundCode(CODE)]


TOKEN = f"eyJhbGciOiJFZERTQSJ9.{'Ab1-' * 60}.{'x_Y9' * 21}ab"
RSA_TOKEN = f"eyJhbGciOiJSUzI1NiJ9.{'Ab1-' * 60}.{'x_Y9' * 85}ab"


@pytest.mark.parametrize("end", ["\n", "\r\n", "=\n", "\n> "])
def test_a_signed_credential_that_an_e_mail_program_wrapped_is_read(end: str) -> None:
    lines = [TOKEN[place : place + 76] for place in range(0, len(TOKEN), 76)]
    mail = f"Dear all,\n\nhere is my badge:\n\n{end.join(lines)}\n\nThanks, and {CODE}"
    assert list(read_text(mail)) == [FoundToken(TOKEN), FoundCode(CODE)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("follows", [CODE, "Thanks", "Thank-you-for-looking-at-my-badge" * 9])
def test_a_line_below_a_signed_credential_is_not_part_of_it(follows: str, end: str) -> None:
    for token in (TOKEN, RSA_TOKEN):
        for wide in (64, len(token)):
            lines = end.join(token[at : at + wide] for at in range(0, len(token), wide))
            held = list(read_text(f"{lines}{end}{follows}{end}"))
            assert held == [FoundToken(token), *([FoundCode(CODE)] if follows == CODE else [])]


def test_two_signed_credentials_in_a_text_are_read_separately() -> None:
    other = TOKEN.replace("x_Y9", "y_Z0")
    assert list(read_text(f"{TOKEN}\n{other}\n")) == [FoundToken(TOKEN), FoundToken(other)]


def test_a_text_without_anything_to_verify_is_reported_as_such() -> None:
    assert list(read_text("Dear all, nothing here.")) == [NOT_A_CREDENTIAL]


@pytest.mark.parametrize("name", ["verifiableCredential", "none"])
def test_invalid_json_is_reported_unless_it_contains_codes(name: str) -> None:
    [nothing] = read_text('{"a": ')
    assert isinstance(nothing, NothingFound)
    assert list(read_text(f'{{"{name}": {CODE}')) == [FoundCode(CODE)]
