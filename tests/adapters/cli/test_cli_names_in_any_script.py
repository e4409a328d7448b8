"""PDFs with names in any script and very long names: printed, or refused with advice."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from adapters.paper.invitation_cards import cards_pdf as invitation_cards
from core.awards.certificate import Certified, cards_pdf, certificates_pdf
from core.awards.credential import Awarded
from core.catalog.loading import load_catalog
from core.people.invitations import Invitation
from core.people.model import Person
from core.typesetting import SCRIPTS, CannotPrintError, breakable, unprintable
from tests.adapters.cli.conftest import Run
from tests.servers.find_program import missing
from tests.world import StoppedClock

NOBODYS = "\ue000\ue001"
"""A name in private-use characters, which no font here has."""
LONG = (
    "Maximilianaalexandrinawilhelminafriederikekarolinehenriette "
    "Vandenwolfeschlegelsteinhausenbergerdorffeatherstonehaugh"
)
PEOPLE = """candidate_number,given_name,family_name,email,role,organisation
7101,Ana,Popescu,,candidate,Ridgefield College
7102,{name},,,candidate,Ridgefield College
,Ines,Moreau,ines@example.org,instructor,Ridgefield College
"""
ROSTER = """roster,instructor_email,candidate_number
Scripts,ines@example.org,7101
Scripts,ines@example.org,7102
"""
RESULTS = """candidate_number,exam,outcome,taken_on
7101,M1-MMS-T,pass,2026-03-31
7102,M1-MMS-T,pass,2026-03-31
"""


@pytest.fixture
def scripts(edgefinder: Run, tmp_path: Path) -> Run:
    """Import a class with Ana and a person whose name no font has."""
    for kind, text in (
        ("people", PEOPLE.format(name=NOBODYS)),
        ("rosters", ROSTER),
        ("results", RESULTS),
    ):
        file = tmp_path / f"{kind}.csv"
        file.write_text(text, "utf-8")
        ran = edgefinder("import", kind, str(file))
        assert ran.code == 0, ran.err
    return edgefinder


@pytest.mark.parametrize(
    "words",
    [
        ("certificate", "--roster", "Scripts"),
        ("certificate", "--roster", "Scripts", "--cards"),
        ("invite", "--roster", "Scripts"),
    ],
)
def test_a_name_without_a_font_is_reported_with_the_fix(
    scripts: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    ran = scripts(*words, "--pdf", "papers.pdf")
    assert ran.code == 2
    assert NOBODYS in ran.err
    assert "apt-get install fonts-noto-core" in ran.err
    assert "nothing was written" in ran.err
    assert "Ana" not in ran.err
    assert not (tmp_path / "papers.pdf").exists()


def test_names_that_have_a_font_are_printed(scripts: Run, tmp_path: Path) -> None:
    ran = scripts("invite", "7101", "--pdf", "papers.pdf")
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "papers.pdf").exists()


def test_the_doctor_lists_scripts_without_a_font(edgefinder: Run) -> None:
    [line] = [each for each in edgefinder("doctor").out.splitlines() if "fonts:" in each]
    without = unprintable(SCRIPTS.values())
    for script, name in SCRIPTS.items():
        assert (script in line) is (name in without)
    assert ("apt-get install" in line) is bool(without)


@pytest.mark.parametrize(
    "name", ["Łukasz Żak", "Иван Петров", "Γιώργος", "Zoë O'Hara", "Ana 李", SCRIPTS["Georgian"]]
)
def test_every_name_is_printed_or_reported(name: str) -> None:
    certified, catalog, now = [Certified(_awarded(name))], load_catalog(), StoppedClock()()
    if unprintable([name]):
        with pytest.raises(CannotPrintError, match=f"of {name}: install one"):
            certificates_pdf(certified, catalog, "Ridgeline", now)
    else:
        assert certificates_pdf(certified, catalog, "Ridgeline", now).startswith(b"%PDF")


def _awarded(holder: str) -> Awarded:
    return Awarded(1, "EF-7H3B-TGW3-NJQV-G", "M1-CMP", holder, "1001", date(2026, 5, 1))


def test_only_very_long_words_are_broken() -> None:
    assert breakable("Ana María Popescu") == "Ana María Popescu"
    parts = breakable(LONG).split("\u200b")
    assert "".join(parts) == LONG
    assert max(len(each) for each in parts) < 12


def test_a_very_long_name_is_complete_on_every_document_and_covers_nothing(tmp_path: Path) -> None:
    person = Person(1, "9201", LONG, "", None)
    invitation = Invitation(person, "7KQ2-M0XV-TR4D", StoppedClock()())
    certified = [Certified(_awarded(LONG), link="https://verify.example.org/v/EF-7H3B-TGW3-NJQV-G")]
    catalog, now = load_catalog(), StoppedClock()()
    award_files = {
        "invitation": invitation_cards([invitation], issuer="Ridgeline", bot_name="example_bot"),
        "card": cards_pdf(certified, catalog, "Ridgeline", now),
        "certificate": certificates_pdf(certified, catalog, "Ridgeline", now),
    }
    if shutil.which("pdftotext") is None:
        missing("poppler", "install poppler-utils")
    for name, made in award_files.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(made)
        done = subprocess.run(
            ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
        )
        words = re.findall(r'xMin="([\d.]+)".*?xMax="([\d.]+)".*?>(.*?)</word>', done.stdout)
        width = float(re.findall(r'<page width="([\d.]+)"', done.stdout)[0])
        shown = "".join(word for _, _, word in words).replace("\u200b", "")
        assert LONG.replace(" ", "") in shown, name
        # the line of microtext on a certificate runs off the paper on purpose
        if name != "certificate":
            half = 300 if name == "invitation" else 18 * 72 / 25.4 + 85.6 * 72 / 25.4
            ends = [float(high) for _low, high, word in words if "\u200b" in word]
            assert len(ends) > 1
            assert max(ends) <= half < width, name
