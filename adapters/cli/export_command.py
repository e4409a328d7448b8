"""The command export: write people, rosters, results or awards to a file for `import`."""

import shutil
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

from adapters.cli.exit_codes import DONE, CannotDo
from adapters.cli.open_database import with_edgefinder
from adapters.cli.parser_parts import STREAM
from core.edgefinder import Edgefinder
from core.importing.output_files import check_csv_name


def export(arguments: Namespace) -> int:
    path: Path = arguments.file
    if str(path) != STREAM:
        check_csv_name(path)

    async def work(edgefinder: Edgefinder) -> int:
        if str(path) == STREAM:
            if sys.stdout is None:
                raise CannotDo("standard output is closed: name a file in place of '-'")
            count = await _to_standard_output(edgefinder, arguments.kind)
            print(_written("standard output", count), file=sys.stderr)
        else:
            count = await edgefinder.export_file(arguments.kind, path)
            print(_written(path.name, count))
        return DONE

    return with_edgefinder(work)


async def _to_standard_output(edgefinder: Edgefinder, kind: str) -> int:
    """Write a whole export to standard output.

    If making the export fails, write nothing.
    """
    with tempfile.TemporaryDirectory(prefix="edgefinder-") as folder:
        whole = Path(folder) / f"{kind}.csv"
        count = await edgefinder.export_file(kind, whole)
        with whole.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
    return count


def _written(name: str, count: int) -> str:
    return f"{name}: {count:,} {'row' if count == 1 else 'rows'} written"
