"""Check the names of files to write."""

from pathlib import Path

from core.importing.sheets import FileRefused
from core.language.message import _

_OTHER_KINDS = {".xlsx", ".xlsm", ".xls", ".ods", ".pdf", ".zip", ".json", ".toml", ".db"}
"""Endings of files that are not CSV, which a CSV file must not have."""
_DEVICES = (Path("/dev"), Path("/dev/fd"))


def is_device(path: Path) -> bool:
    """Whether this is a device or a pipe, such as `/dev/stdout`.

    A finished CSV file is moved to its name, which would replace the device.
    """
    return path.parent in _DEVICES or (path.exists() and not (path.is_file() or path.is_dir()))


def check_csv_name(path: Path) -> None:
    """Raise FileRefused if no CSV file can be written under this name."""
    if is_device(path):
        raise FileRefused(_("%(path)s is a device and not a file: name a file", path=path))
    if path.suffix.lower() in _OTHER_KINDS:
        raise FileRefused(
            _(
                "no program opens a CSV file as %(ending)s: write it to %(name)s, which Excel "
                "opens too",
                ending=path.suffix,
                name=path.with_suffix(".csv").name,
            )
        )
