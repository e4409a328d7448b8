"""Generate the tables in docs/access.md from the access that each entry point declares."""

import asyncio
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from adapters.web.app import web_app
from adapters.web.page_view import Center
from bot.whose_record import Shows
from core.edgefinder import open_edgefinder
from tests.access import entries
from tests.access.entries import Entry
from tests.access.relations import Who, sees

_WHOSE: Mapping[Shows, str] = {
    Shows.OWN: "one's own record",
    Shows.STUDENTS: "the records of one's students",
    Shows.PROOF: "what a code, link or file proves",
    Shows.STATUS: "the status of a code, without the holder's name",
    Shows.CHECKS: "which codes one's workspace has verified",
    Shows.ANYBODY: "every record",
}


def whose(shows: Shows) -> str:
    """Return the words that say whose records these are, such as "one's own record"."""
    return "; ".join(words for each, words in _WHOSE.items() if each in shows) or "nobody's record"


def by_person(found: Iterable[Entry]) -> str:
    """Return a table of what each kind of person sees of a candidate through each entry point."""
    heads = [each.value for each in Who]
    lines = [f"| | {' | '.join(heads)} | in a group |", "|---" * (len(heads) + 2) + "|"]
    for each in found:
        cells = [sees(each.access, who).value for who in Who]
        name = each.name.replace("|", "\\|")
        lines.append(f"| {name} | {' | '.join(cells)} | {_in_a_group(each)} |")
    return "\n".join(lines)


def _in_a_group(entry: Entry) -> str:
    among = ", ".join(sorted(entry.access.among))
    return (f"only `{among}`" if among else "no") if entry.access.private else "yes"


def by_audience(found: Iterable[Entry]) -> str:
    """Return a table of who may use each entry point, and whose records the entry point shows."""
    lines = [
        f"| {each.name} | {each.access.audience.value} | {whose(each.access.shows)} |"
        for each in found
    ]
    return "\n".join(["| | who | shows |", "|---|---|---|", *lines])


def commands_access() -> str:
    return by_person(entries.commands())


def slack_access() -> str:
    return by_audience(entries.slack())


def telegram_access() -> str:
    return by_audience(entries.telegram())


def web_access() -> str:
    return by_audience(entries.web(_every_route()))


def shell_access() -> str:
    return by_audience(entries.shell())


def _every_route() -> ASGIApp:
    """Return the web app with every optional route, so that the tables list all of them."""

    async def make() -> ASGIApp:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'empty.db'}"
            edgefinder = await open_edgefinder(database_url=url, issuer="")
            center = replace(Center.of(edgefinder), logo=b"-", logo_type="image/png")
            install: Any = object()  # the routes are listed and never requested
            app = web_app(edgefinder, install_flow=install, center=center)
            await edgefinder.close()
            return app

    return asyncio.run(make())
