"""Invisible marks that change the direction of text are removed from printed names."""

import unicodedata

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.sheets import plain
from core.names import HIDDEN, without_hidden_marks
from tests.world import open_world

TURNED = "Ana\u202e ucsepoP\u202c\u200b\u2066\ufeff"


@given(st.text())
def test_a_shown_name_has_no_direction_marks_and_all_its_letters(text: str) -> None:
    shown = without_hidden_marks(text)
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert not turning & {unicodedata.bidirectional(each) for each in shown}
    assert [c for c in text if c.isalnum()] == [c for c in shown if c.isalnum()]


@pytest.mark.parametrize(
    "mark", ["\u202e", "\u2067", "\u200b", "\u061c", "\u2060", "\ufeff", "\u00ad"]
)
def test_a_direction_mark_in_an_imported_cell_is_removed(mark: str) -> None:
    assert plain(f"Ana{mark} Popescu{mark}") == "Ana Popescu"


def test_invisible_joiners_that_names_need_are_kept() -> None:
    for name in ("\u0646\u200c\u0627", "\u0915\u094d\u200d\u0937"):
        assert without_hidden_marks(name) == name


async def test_a_certificate_and_a_card_print_a_name_without_direction_marks(
    sqlite_url: str,
) -> None:
    world = await open_world(sqlite_url, public_url="https://verify.example.org")
    await world.candidate("1001", TURNED)
    awarded = await world.edgefinder.signing.find_award(await world.award("1001", "M1-MMS"))
    assert awarded is not None
    files = world.edgefinder.award_files
    for made in (await files.certificates([awarded]), await files.cards([awarded])):
        pdf = pypdfium2.PdfDocument(made)
        text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
        told = f"{text}{pdf.get_metadata_dict()}"
        assert "Ana ucsepoP" in told
        assert not HIDDEN.search(told.replace("\u200b", "").replace("\ufffe", ""))
        assert "\u202e" not in told
        pdf.close()
    await world.edgefinder.close()
