"""A price list gives the price of an exam on a day. An invalid list is refused in one line."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.catalog.fees import Fee, Fees, FeesError, load_fees
from core.catalog.loading import load_catalog

TODAY = date(2026, 11, 23)
CATALOG = load_catalog()
TOP = 'currency = "USD"\nvalid_from = 2026-08-01\nsource = "Price list"\n'
LEVEL_I = '[[fee]]\nitem = "exam"\nlevel = "I"\nprice = 45.50\n'
MMS = '[[fee]]\nitem = "exam"\nexams = ["M1-MMS"]\nprice = 30\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fees.toml"


def read(file: Path, text: str) -> Fees:
    file.write_text(text, "utf-8")
    return load_fees(file, CATALOG)


def price(fee: Fee | None) -> Decimal | None:
    return fee.price if fee else None


def test_of_several_prices_for_an_exam_the_one_for_the_fewest_exams_applies(file: Path) -> None:
    fees = read(file, TOP + LEVEL_I + MMS)
    assert price(fees.of_exam("M1-JBL-P", TODAY)) == Decimal("45.50")
    assert price(fees.of_exam("M1-MMS-T", TODAY)) == Decimal(30)
    assert fees.of_exam("M2-MIL-T", TODAY) is None


def test_a_later_price_replaces_an_earlier_one_from_its_first_day(file: Path) -> None:
    later = LEVEL_I.replace("45.50", "50") + "valid_from = 2026-12-01\n"
    fees = read(file, TOP + later + LEVEL_I)
    assert price(fees.of_exam("M1-JBL-T", TODAY)) == Decimal("45.50")
    assert price(fees.of_exam("M1-JBL-T", date(2026, 12, 1))) == Decimal(50)
    assert fees.of_exam("M1-JBL-T", date(2026, 7, 31)) is None


def test_a_price_that_is_more_than_a_year_old_is_called_old(file: Path) -> None:
    [fee] = read(file, TOP + MMS).fees
    assert not fee.is_old(date(2027, 8, 1))
    assert fee.is_old(date(2027, 8, 2))


def test_a_price_for_an_area_a_level_and_a_kind_applies_to_exams_that_fit_all_three(
    file: Path,
) -> None:
    text = '[[fee]]\nitem = "exam"\narea = "Machining"\nlevel = "II"\nkind = "theory"\nprice = 1\n'
    [fee] = read(file, TOP + text).fees
    assert "M2-MIL-T" in fee.exams
    assert not fee.exams & {"M2-MIL-P", "M1-MIL-T", "ST2-CMP-T"}


def test_of_the_subscriptions_that_cover_all_exams_the_cheapest_is_found(file: Path) -> None:
    wide = '[[fee]]\nitem = "subscription"\nprice = 200\n'
    narrow = '[[fee]]\nitem = "subscription"\nlevel = "I"\nprice = 120\n'
    fees = read(file, TOP + wide + narrow)
    assert price(fees.subscription(["M1-JBL-T", "M1-MIL-T"], TODAY)) == Decimal(120)
    assert price(fees.subscription(["M1-JBL-T", "M2-MIL-T"], TODAY)) == Decimal(200)


def test_of_two_prices_of_a_subscription_only_the_later_one_is_used(file: Path) -> None:
    before = '[[fee]]\nitem = "subscription"\nprice = 100\nvalid_from = 2025-01-01\n'
    now = '[[fee]]\nitem = "subscription"\nprice = 150\n'
    assert price(read(file, TOP + before + now).subscription(["M1-JBL-T"], TODAY)) == Decimal(150)


def test_the_latest_price_of_registration_applies(file: Path) -> None:
    text = '[[fee]]\nitem = "registration"\nprice = 40\n'
    earlier = '[[fee]]\nitem = "registration"\nprice = 35\nvalid_from = 2020-01-01\n'
    assert price(read(file, TOP + text + earlier).registration(TODAY)) == Decimal(40)


@pytest.mark.parametrize("written", ['"30.00"', "30", "30.0", '"30"'])
def test_a_price_may_be_written_as_a_number_or_as_text(file: Path, written: str) -> None:
    [fee] = read(file, TOP + MMS.replace("30", written)).fees
    assert fee.price == Decimal(30)


def test_a_byte_order_mark_before_a_price_list_is_ignored(file: Path) -> None:
    assert read(file, "\ufeff" + TOP + MMS).fees


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", 'currency: write the three letters of one: currency = "USD"'),
        ('currency = "dollars"', "currency: write the three letters"),
        (TOP, "fee: missing; write a table [[fee]] for each price"),
        (TOP + "fee = 3", "fee: missing; write a table [[fee]]"),
        (TOP + "fee = [3]", "fee 1: is not a table; begin each price with [[fee]]"),
        (TOP + 'mood = "x"\n' + MMS, "mood: unknown; the file has currency, valid_from"),
        (TOP + MMS + "color = 3", "fee 1: color: unknown key; the keys are item, price"),
        (TOP + '[[fee]]\nitem = "lunch"\nprice = 3', "fee 1: item: write one of registration, "),
        (TOP + '[[fee]]\nitem = "exam"', "fee 1: price: missing; write a price of at most 2"),
        (TOP + MMS.replace("30", "true"), "fee 1: price: write a price of at most 2 decimals"),
        (TOP + MMS.replace("30", '"thirty"'), 'fee 1: price: "thirty" is not a number; write'),
        (TOP + MMS.replace("30", "-1"), "fee 1: price: write a number from 0 to 100,000"),
        (TOP + MMS.replace("30", "inf"), "fee 1: price: write a number from 0 to 100,000"),
        (TOP + MMS.replace("30", "nan"), "fee 1: price: write a number from 0 to 100,000"),
        (TOP + MMS.replace("30", "1e400"), "fee 1: price: write a number from 0 to 100,000"),
        (TOP + MMS.replace("30", "30.123"), "30.123 has too many decimals for USD"),
        (
            'currency = "JPY"\nvalid_from = 2026-08-01\nsource = "x"\n' + LEVEL_I,
            "45.5 has too many decimals for JPY; write a price of at most 0 decimals: price = 35",
        ),
        (TOP.replace("2026-08-01", '"soon"') + MMS, "fee 1: valid_from: write the day from which"),
        (TOP.replace('"Price list"', '""') + MMS, "fee 1: source: write where the price is from"),
        (TOP + MMS.replace("M1-MMS", "M9"), 'fee 1: exams: "M9" is not an exam or credential'),
        (TOP + MMS.replace('["M1-MMS"]', '"M1-MMS"'), "fee 1: exams: write a list of codes"),
        (TOP + LEVEL_I.replace('"I"', '"IV"'), "fee 1: level: write one of I, II, III"),
        (TOP + LEVEL_I + 'kind = "oral"', "fee 1: kind: write one of theory, performance"),
        (TOP + LEVEL_I + 'area = "Baking"', "fee 1: area: unknown; the areas are Machining; "),
        (TOP + LEVEL_I + 'area = "Moldmaking"', "fee 1: is for no exam: no exam has all of"),
        (TOP + MMS + MMS, "fee 2: is for the same as one before it, from the same day; keep one"),
        (
            TOP + '[[fee]]\nitem = "registration"\nprice = 4\nlevel = "I"',
            "fee 1: registration is for no exam; take exams, area, level and kind out",
        ),
        ("fee = ", "not valid TOML: "),
        ("x = " + "[" * 5000, "deep"),
    ],
)
def test_an_invalid_price_list_is_refused_and_the_error_says_how_to_fix_it(
    file: Path, text: str, complaint: str
) -> None:
    with pytest.raises(FeesError) as caught:
        read(file, text)
    said = str(caught.value)
    assert said.startswith(f"{file}: ")
    assert complaint in said
    assert len(said.splitlines()) == 1


def test_a_price_list_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(FeesError, match="cannot be read"):
        load_fees(tmp_path / "none.toml", CATALOG)
    with pytest.raises(FeesError, match="cannot be read"):
        load_fees(tmp_path, CATALOG)
    latin = tmp_path / "latin.toml"
    latin.write_bytes('source = "Caf\xe9"'.encode("latin-1"))
    with pytest.raises(FeesError, match="byte 14 is not UTF-8; save the file as UTF-8"):
        load_fees(latin, CATALOG)
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * 1_000_001)
    with pytest.raises(FeesError, match="too large to be a price list"):
        load_fees(large, CATALOG)


def test_a_price_list_corrected_as_the_errors_say_is_valid(file: Path) -> None:
    told = (
        'currency = "USD"\nsource = "Price list of the center"\nvalid_from = 2026-08-01\n'
        '[[fee]]\nitem = "exam"\nexams = ["M1-MMS-T"]\nprice = 35.00\n'
    )
    [fee] = read(file, told).fees
    assert (fee.price, fee.valid_from) == (Decimal(35), date(2026, 8, 1))


def test_the_price_list_in_the_documentation_is_valid(file: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "fees.md").read_text("utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    fees = read(file, example)
    assert price(fees.of_exam("M1-MMS-T", TODAY)) == Decimal(30)
    assert price(fees.subscription(["M1-JBL-T"], TODAY)) == Decimal(120)
