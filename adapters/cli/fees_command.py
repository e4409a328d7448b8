"""The command fees check: check a price list, show its prices, and mark old prices."""

from argparse import Namespace

from adapters.cli.exit_codes import DONE
from adapters.settings_loading import load_settings
from core.catalog.fees import Fee, Item, load_fees
from core.catalog.loading import load_catalog
from core.clock import utc_now


def fees(arguments: Namespace) -> int:
    """Print the prices of a price list, their age, and the exams without a price."""
    catalog = load_catalog(load_settings().catalog)
    loaded = load_fees(arguments.file, catalog)
    today = utc_now().date()
    for fee in loaded.fees:
        about = _about(fee, today_is_before=today < fee.valid_from, old=fee.is_old(today))
        price = f"{fee.price:.{loaded.precision}f} {loaded.currency}"
        print(f"  {price:>14}  {fee.item}{about}; {fee.source}")
    without = [code for code in catalog.exams if loaded.of_exam(code, today) is None]
    print(f"{arguments.file} is a valid price list of {_counted(len(loaded.fees), 'price')}.")
    if without:
        print(
            f"No price for {_counted(len(without), 'exam')} of {len(catalog.exams)}:"
            f" {', '.join(without[:_FEW])}{', ...' if len(without) > _FEW else ''}"
        )
    old = sum(fee.is_old(today) for fee in loaded.fees)
    if old:
        print(f"{_counted(old, 'price')} over a year old: check them, then move valid_from.")
    return DONE


_FEW = 6


def _about(fee: Fee, *, today_is_before: bool, old: bool) -> str:
    exams = "" if fee.item is Item.REGISTRATION else f" for {_counted(len(fee.exams), 'exam')}"
    age = ", over a year old" if old else ", not valid yet" if today_is_before else ""
    return f"{exams}, from {fee.valid_from:%Y-%m-%d}{age}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
