"""invite --pdf: invitation cards for a class, as printed."""

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from adapters.paper.invitation_cards import cards_pdf
from core.people.invitations import Invitation
from core.people.model import Person
from core.typesetting import Paper
from tests.adapters.cli.conftest import Run
from tests.adapters.cli.platforms import Platforms
from tests.servers.find_program import missing
from tests.world import StoppedClock

CODE = re.compile(r"link ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})\b")


def _asked(program: str, *words: str | Path) -> str:
    if shutil.which(program) is None:
        missing("poppler", "install poppler-utils")
    return subprocess.run([program, *words], capture_output=True, text=True, check=True).stdout


def _cards(names: list[str], bot_name: str | None, paper: Paper = Paper.LETTER) -> bytes:
    until = StoppedClock()()
    people = [Person(n, str(4000 + n), name, "", None) for n, name in enumerate(names)]
    invitations = [Invitation(person, "7KQ2-M0XV-TR4D", until) for person in people]
    return cards_pdf(invitations, issuer="Example College", bot_name=bot_name, paper=paper)


def test_each_person_of_a_class_gets_a_card(edgefinder: Run, sample: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "cards.pdf"
    ran = edgefinder("invite", "--roster", "Machining I, mornings", "--pdf", str(sheet))
    assert (ran.code, ran.out) == (0, f"Wrote 24 cards to {sheet}.\n")
    assert sheet.stat().st_mode & 0o077 == 0
    text = _asked("pdftotext", "-layout", sheet, "-")
    assert len(set(CODE.findall(text))) == 24
    assert "Noor Haddad" in text
    assert "Candidate 1001" in text
    facts = _asked("pdfinfo", sheet)
    assert re.search(r"^Pages:\s+3$", facts, re.MULTILINE)
    assert "letter" in facts


@pytest.mark.parametrize(("paper", "size"), [("letter", "letter"), ("a4", "A4")])
def test_sheets_have_the_chosen_paper_size(
    edgefinder: Run, sample: Path, tmp_path: Path, paper: str, size: str
) -> None:
    sheet = tmp_path / "card.pdf"
    assert edgefinder("invite", "1001", "--pdf", str(sheet), "--paper", paper).code == 0
    assert size in _asked("pdfinfo", sheet)


def test_names_are_printed_literally(tmp_path: Path) -> None:
    names = ["Łukasz Żak", "Ștefan Núñez-Ødegård", "#strong[Bob] $x$ *y*", "Иван Петров"]
    sheet = tmp_path / "cards.pdf"
    sheet.write_bytes(_cards(names, "example_bot"))
    text = _asked("pdftotext", "-layout", sheet, "-")
    for name in names:
        assert name in text


def test_cards_have_a_qr_code_only_if_there_is_a_bot_to_open(tmp_path: Path) -> None:
    sheet = tmp_path / "cards.pdf"
    sheet.write_bytes(_cards(["Ana Popescu"], "example_bot"))
    assert "Scan, or say to Edgefinder:" in _asked("pdftotext", "-layout", sheet, "-")
    sheet.write_bytes(_cards(["Ana Popescu"], None))
    text = _asked("pdftotext", "-layout", sheet, "-")
    assert "Say to Edgefinder:" in text
    assert "Scan" not in text


@pytest.mark.parametrize("taken", [True, False])
def test_cards_say_where_to_type_the_code_if_the_platforms_are_named(
    edgefinder: Run,
    sample: Path,
    tmp_path: Path,
    platforms: Platforms,
    monkeypatch: pytest.MonkeyPatch,
    taken: bool,
) -> None:
    monkeypatch.setenv("EDGEFINDER_TELEGRAM_TOKEN", "123:token")
    monkeypatch.setenv("EDGEFINDER_SLACK_BOT_TOKEN", "xoxb-token")
    platforms.taken = taken
    sheet = tmp_path / "card.pdf"
    ran = edgefinder("invite", "1001", "--pdf", str(sheet))
    assert ran.code == 0
    assert ("Slack did not say the app's name" in ran.err) is not taken
    assert ("Telegram did not say the bot's name" in ran.err) is not taken
    text = " ".join(_asked("pdftotext", "-layout", sheet, "-").split())
    assert ("nims_bot" in text and "Maple Shop" in text) is taken
    assert "token" not in ran.err + text


def test_a_file_that_cannot_be_written_creates_no_invitation(
    edgefinder: Run, sample: Path, tmp_path: Path
) -> None:
    before = invitations(sample)
    for target in (tmp_path / "nowhere" / "cards.pdf", tmp_path):
        ran = edgefinder("invite", "1001", "--pdf", str(target))
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.count("\n") == 1
    assert invitations(sample) == before


def invitations(database: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT * FROM invitations").fetchall()


def test_a_card_names_the_place_to_type_and_the_expiry_in_the_centers_zone(tmp_path: Path) -> None:
    until = StoppedClock()()
    [invitation] = [Invitation(Person(1, "4001", "Ana", "Popescu", None), "7KQ2-M0XV-TR4D", until)]
    sheet = tmp_path / "cards.pdf"
    sheet.write_bytes(
        cards_pdf(
            [invitation],
            issuer="Example College",
            bot_name="example_bot",
            slack=("edgefinder", "Cascade Tool & Die"),
            zone="America/Chicago",
        )
    )
    text = " ".join(_asked("pdftotext", "-layout", sheet, "-").split())
    assert "on Telegram: @example_bot" in text
    assert "on Slack, Cascade Tool & Die: edgefinder" in text
    assert "America/Chicago" in text
