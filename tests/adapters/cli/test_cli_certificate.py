"""certificate: PDFs for codes or a class. If any PDF fails, none is written."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.adapters.cli.conftest import Run


def test_a_certificate_is_written_for_a_code(
    edgefinder: Run, sample: Path, code_of: Callable[[str], str], tmp_path: Path
) -> None:
    ran = edgefinder("certificate", code_of("1001"), "--pdf", "mine.pdf", "--language", "es")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "Wrote 1 certificate to mine.pdf.\nNothing is signed: set EDGEFINDER_"
    )
    assert len(PdfReader(tmp_path / "mine.pdf").pages) == 1


def test_cards_are_written_for_a_class(edgefinder: Run, sample: Path, tmp_path: Path) -> None:
    roster = "Machining I, mornings"
    ran = edgefinder(
        "certificate", "--roster", roster, "--cards", "--paper", "a4", "--pdf", "c.pdf"
    )
    assert ran.code == 0, ran.err
    assert "cards to c.pdf" in ran.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name the CODE of one award or more, or a roster with --roster R"),
        (("EF-0000-0000-0000-1",), "cannot be a code"),
        (("EF-0000-0000-0000-0",), "is not in our records, or was revoked: nothing was written"),
        (("--roster", "nobody"), "nobody on a roster called 'nobody' holds a credential"),
        (("EF-0000-0000-0000-0", "--language", "tlh"), "there are: en, es"),
    ],
)
def test_an_impossible_request_is_reported_and_nothing_is_written(
    edgefinder: Run, sample: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    ran = edgefinder("certificate", *words, "--pdf", "none.pdf")
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert not (tmp_path / "none.pdf").exists()
