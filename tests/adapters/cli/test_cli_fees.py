"""fees check, and the settings EDGEFINDER_FEES and EDGEFINDER_CONTACT."""

from pathlib import Path

import pytest

from adapters.sample.training_center import CANDIDATE
from tests.adapters.cli.conftest import Run

PRICES = """
currency = "USD"
source = "Price list of the center"
valid_from = 2020-08-01
[[fee]]
item = "registration"
price = 40
[[fee]]
item = "exam"
level = "I"
price = 45.50
[[fee]]
item = "exam"
exams = ["M1-MMS-T"]
price = 30
valid_from = 2999-01-01
"""


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    file = tmp_path / "fees.toml"
    file.write_text(PRICES, "utf-8")
    return file


def test_a_valid_price_list_is_shown_with_its_age(edgefinder: Run, prices: Path) -> None:
    ran = edgefinder("fees", "check", str(prices))
    assert (ran.code, ran.err) == (0, "")
    assert "40.00 USD  registration, from 2020-08-01, over a year old; Price list" in ran.out
    assert "45.50 USD  exam for 44 exams, from 2020-08-01, over a year old" in ran.out
    assert "30.00 USD  exam for 1 exam, from 2999-01-01, not valid yet" in ran.out
    assert "is a valid price list of 3 prices." in ran.out
    assert "No price for 80 exams of 124: M2-MIL-T" in ran.out
    assert "2 prices over a year old: check them, then move valid_from." in ran.out


def test_an_invalid_price_list_is_refused_in_one_line(edgefinder: Run, prices: Path) -> None:
    prices.write_text(PRICES.replace("45.50", "45.555"), "utf-8")
    ran = edgefinder("fees", "check", str(prices))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert f"{prices}: fee 2: price: 45.555 has too many decimals for USD" in ran.err


def test_a_mistyped_fees_command_and_a_missing_price_list_are_reported(edgefinder: Run) -> None:
    ran = edgefinder("fees", "chekc", "x.toml")
    assert (ran.code, ran.err) == (2, "edgefinder: 'chekc' is not known; did you mean 'check'?\n")
    missing = edgefinder("fees", "check", "none.toml")
    assert missing.code == 2
    assert missing.err.startswith("edgefinder: none.toml: cannot be read")


def test_the_fee_settings_apply_to_the_chat(
    edgefinder: Run, sample: Path, prices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{sample}")
    monkeypatch.setenv("EDGEFINDER_FEES", str(prices))
    monkeypatch.setenv("EDGEFINDER_CONTACT", "Front desk, 555-0100")
    ran = edgefinder("chat", "--as", CANDIDATE, typed="cost M1-GRD\n")
    assert ran.code == 0
    assert "Together: $91.00." in ran.out
    assert "Ask here: Front desk, 555-0100." in ran.out


def test_a_missing_price_list_is_an_invalid_setting(
    edgefinder: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEFINDER_FEES", "none.toml")
    ran = edgefinder("catalog", "mms")
    assert ran.code == 2
    assert "EDGEFINDER_FEES names a file that does not exist: none.toml" in ran.err


def test_the_doctor_reports_old_prices_and_invalid_lists(
    edgefinder: Run, prices: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    monkeypatch.setenv("EDGEFINDER_FEES", str(prices))
    assert "fees: 2 of 3 prices are over a year old" in edgefinder("doctor").out
    prices.write_text("fee = 3", "utf-8")
    assert f"fees: {prices}: currency: write the three letters" in edgefinder("doctor").out
