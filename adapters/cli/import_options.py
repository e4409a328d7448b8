"""Read from the command line how `import` reads a file: its columns and dates."""

from argparse import Namespace
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from adapters.cli.exit_codes import CannotDo
from adapters.settings import Settings, default_profiles_dir
from core.importing.column_names import SYNONYMS
from core.importing.dates import Order
from core.importing.profiles import profile_named, save_profile
from core.importing.reading_options import ReadingOptions

_OTHERS = {
    "candidate_email", "pass_mark", "expires_on", "suffix", "display_name", "name_order",
    "retake_plan", "minor", "nims_number", "section", "code",
}  # fmt: skip


def file_reading(arguments: Namespace, settings: Settings) -> ReadingOptions:
    """Return how the options and the settings say to read a file.

    Raises CannotDo if an option names no column of ours or has no value.
    """
    columns = _pairs("--map", arguments.map)
    values = _pairs("--set", arguments.set)
    meanings = _meanings(arguments.value)
    for column in (*columns, *values, *meanings):
        if column not in SYNONYMS and column not in _OTHERS:
            known = ", ".join(sorted({*SYNONYMS, *_OTHERS}))
            raise CannotDo(f"there is no column {column!r} of ours: there are {known}")
    folder = settings.profiles_dir or default_profiles_dir()
    if arguments.save_profile:
        save_profile(folder, arguments.save_profile, columns, values, meanings)
    return ReadingOptions(
        columns=columns,
        values=values,
        meanings=meanings,
        profile=profile_named(arguments.profile, folder) if arguments.profile else None,
        order=Order(arguments.dates) if arguments.dates else None,
        zone=ZoneInfo(settings.time_zone),
        encoding=arguments.encoding.strip().lower(),
    )


def _pairs(option: str, written: Iterable[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for each in written:
        column, equals, value = each.partition("=")
        if not equals or not value.strip():
            raise CannotDo(f"{option} {each!r} has no value: write {option} COLUMN=...")
        pairs[_ours(column)] = value.strip().strip('"').strip()
    return pairs


def _ours(column: str) -> str:
    """Return a column's name in the spelling of the code: 'organisation' for 'organization'."""
    name = "_".join(column.strip().lower().replace("-", "_").split())
    return {"organization": "organisation"}.get(name, name)


def _meanings(written: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    meanings: dict[str, dict[str, str]] = {}
    for each in written:
        column, colon, rest = each.partition(":")
        theirs, equals, ours = rest.rpartition("=")
        if not colon or not equals or not theirs.strip():
            raise CannotDo(f"--value {each!r} has no value: write --value COLUMN:THEIRS=OURS")
        key = " ".join(theirs.strip().strip('"').casefold().split())
        meanings.setdefault(_ours(column), {})[key] = ours.strip().strip('"')
    return meanings
