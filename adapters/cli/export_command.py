"""export: people, rosters, results and awards, as files that import accepts."""

from argparse import Namespace
from pathlib import Path

from adapters.cli.exit_codes import DONE
from adapters.cli.open_database import with_edgefinder
from core.edgefinder import Edgefinder


def export(arguments: Namespace) -> int:
    path: Path = arguments.file

    async def work(edgefinder: Edgefinder) -> int:
        count = await edgefinder.export_file(arguments.kind, path)
        print(f"{path.name}: {count:,} {'row' if count == 1 else 'rows'} written")
        return DONE

    return with_edgefinder(work)
