"""The command import KIND --template: write an empty spreadsheet to fill in."""

import sys
from pathlib import Path

from adapters.cli.exit_codes import DONE, CannotDo
from core.importing.templates import TEMPLATES, write_csv, write_file


def write_template(kind: str, path: Path | None) -> int:
    """Write the template for one kind of import to `path`, or to standard output.

    Raises CannotDo if this kind of import has no template.
    """
    if kind not in TEMPLATES:
        raise CannotDo(f"there is no template of {kind}: see docs/goals.md for their format")
    if path is None:
        write_csv(kind, sys.stdout)
        return DONE
    write_file(kind, path)
    print(f"{path} is ready to fill in; remove its example rows")
    return DONE
