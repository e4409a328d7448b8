"""Make a PDF to read of everything on record about a person, in the person's language."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from importlib import resources
from typing import Any

from babel import Locale
from babel.dates import format_time

from core.catalog.model import Catalog
from core.data_rights.data_pdf_words import COLUMNS, TOPICS, VALUES
from core.language.catalogs import locale_of
from core.language.formats import long_date
from core.language.message import _, in_language
from core.records.revocation_reasons import reason_for_readers
from core.typesetting import CannotPrintError, Paper, breakable, typeset, unprintable

_MOST_ROWS = 2_000
"""The maximum number of rows printed for one topic. The JSON file has all rows."""
_WIDEST, _NARROWEST = 40, 6
_WITH_TIME = frozenset(("at", "asked_at", "looked_at", "created_at"))


class DataPdf:
    """Makes the PDF of everything on record about a person."""

    def __init__(self, catalog: Catalog, issuer: str, now: datetime) -> None:
        self._catalog = catalog
        self._issuer = issuer
        self._now = now

    async def pdf(
        self, name: str, found: Mapping[str, Any], locale: str, sheet: Paper = Paper.LETTER
    ) -> bytes:
        """Return a PDF with a table for each topic of `PersonalData.everything`.

        Raises CannotPrintError if any text has letters that no installed font has.
        """
        return await asyncio.to_thread(self._made, name, found, locale, sheet)

    def _made(self, name: str, found: Mapping[str, Any], locale: str, sheet: Paper) -> bytes:
        known = locale_of(locale)
        about = _(
            "Kept by %(issuer)s, as of %(day)s, %(time)s UTC. The same is in the JSON file, for "
            "programs.",
            issuer=self._issuer,
            day=self._now,
            time=format_time(self._now, "short", locale=known),
        )
        topics = [
            self._topic(topic, rows, locale, known)
            for topic, rows in found.items()
            if isinstance(rows, list)
        ]
        given = {
            "title": in_language(_("Everything on record about %(name)s", name=name), locale),
            "about": in_language(about, locale),
            "nothing": in_language(_("Nothing."), locale),
            "issuer": self._issuer,
            "paper": sheet.value,
            "lang": known.language,
            "topics": topics,
        }
        texts = [cell for topic in topics for row in topic["rows"] for cell in row]
        if names := unprintable([name, *texts]):
            raise CannotPrintError(names)
        source = resources.files("core.data_rights").joinpath("my_data.typ").read_bytes()
        at = self._now.replace(microsecond=0)
        return typeset(source, given, pdf_standards=["ua-1"], timestamp=at)

    def _topic(
        self, topic: str, rows: Sequence[Mapping[str, Any]], locale: str, known: Locale
    ) -> dict[str, Any]:
        """Build the table of one topic, with every column that any of the rows has."""
        names = list(dict.fromkeys(name for row in rows for name in row))
        cells = [
            [self._cell(name, row.get(name), locale, known) for name in names]
            for row in rows[:_MOST_ROWS]
        ]
        widest = [
            max((len(each) for each in column), default=0) for column in zip(*cells, strict=True)
        ]
        return {
            "title": in_language(TOPICS[topic], locale),
            "columns": [in_language(COLUMNS[name], locale) for name in names],
            "widths": [min(max(each, _NARROWEST), _WIDEST) for each in widest],
            "rows": cells,
        }

    def _cell(self, name: str, value: Any, locale: str, known: Locale) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return in_language(_("yes") if value else _("no"), locale)
        if name in {"credential_code", "exam_code"}:
            return self._titled(str(value))
        if isinstance(value, str) and (
            name.endswith(("_at", "_on", "_until")) or name in {"at", "since"}
        ):
            return _moment(name, value, known)
        if name == "revoked_because":
            return breakable(in_language(reason_for_readers(str(value)) or "", locale))
        if isinstance(value, str) and (word := VALUES.get(value)) and name in _WORDED:
            return in_language(word, locale)
        return breakable(str(value))

    def _titled(self, code: str) -> str:
        """Return the title of a credential or exam, then its code: "Milling I (MILL-1)".

        Return an unknown code without a title.
        """
        credential = self._catalog.credential(code)
        exam = self._catalog.exams.get(code)
        if credential is not None:
            return f"{credential.title} ({code})"
        if exam is not None:
            title = next((c.title for c in self._catalog.credentials if exam in c.exams), "")
            return f"{title} ({code})" if title else code
        return code


_WORDED = frozenset(("role", "outcome", "state", "what", "kind", "pace", "opened_by"))


def _moment(name: str, value: str, locale: Locale) -> str:
    try:
        moment = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return value
    day = long_date(moment, str(locale))
    if isinstance(moment, datetime) and name in _WITH_TIME:
        return f"{day}, {format_time(moment, 'short', locale=locale)}"
    return day
