"""Import a file that an administrator sends in a private chat, after a preview."""

import csv
import io
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import islice

from bot.access import Access, Audience
from bot.command import Answer
from bot.commands.verify import content_answer, person_of, without_duplicates
from bot.reply import Attachment, Button, Turn
from bot.whose_record import Shows
from core.edgefinder import Edgefinder
from core.importing.chat_files import Done, Outcome
from core.importing.date_and_score_formats import DatesUnsure
from core.importing.dates import Order
from core.importing.table_signs import may_be_sheet
from core.language.message import _, _n
from core.people.model import STAFF, Asker, Post, Role

Interim = Callable[[Answer], Awaitable[None]]
"""Shows an interim answer, such as the progress. The next answer replaces it."""

CALL = "import"
"""The first word of the calls on the preview's buttons, as in `import people 7`.

Nobody types such calls.
"""
ACCESS = Access(Audience.ADMINISTRATORS, Shows.STUDENTS, private=True)
"""The access for sending a file to import, and for the preview's buttons."""
_CANCEL = "cancel"
_CHECK = "check"
_ACCEPT = "accept-"
_SHOWN = 10
_MEDIA_TYPE = "text/csv"


def importing_role(asker: Asker) -> Post | None:
    """Return the post that allows a person to import files, or None if there is none."""
    return next((post for post in asker.posts if post.role is Role.ADMINISTRATOR), None)


async def preview(
    turn: Turn, asker: Asker, edgefinder: Edgefinder, codes: int = 0
) -> Answer | None:
    """Answer what importing a file would change, with buttons.

    Return None if the file is not an import file. `codes` is the number of codes in the file. If
    there are codes, another button checks them.
    """
    post = importing_role(asker)
    if post is None or asker.person is None or turn.file is None:
        return None
    if not turn.file.content.strip() and _is_named_as_table(turn.file.name):
        return _refused(turn.file.name, Outcome("", refused=_("it is empty")))
    if not may_be_sheet(turn.file.content):
        return None
    found = await edgefinder.chat_files.look(
        turn.file.name, turn.file.content, post.organisation, asker.person.id, turn.locale
    )
    if not found.kind:
        if codes or not (found.refused or _is_named_as_table(turn.file.name)):
            return None
        return _refused(turn.file.name, found)
    number = await edgefinder.chat_files.keep(
        asker.person.id, post.organisation_id, turn.file.name, turn.file.content
    )
    return _asked(found, number, turn.file.name, codes)


def for_an_administrator(turn: Turn, asker: Asker) -> Answer | None:
    """Say that an administrator can import the table that other staff sent.

    Return None if the file is no table, or if its sender is not staff.
    """
    is_staff = any(post.role.value in STAFF for post in asker.posts)
    if turn.file is None or not is_staff or not _is_named_as_table(turn.file.name):
        return None
    return Answer("import_not_yours", {"name": turn.file.name}, _HELP)


def _is_named_as_table(name: str) -> bool:
    return name.lower().endswith((".csv", ".tsv", ".xlsx", ".xls", ".ods"))


def _refused(name: str, why: Outcome) -> Answer:
    data = {
        "why": why.refused or _NO_COLUMNS,
        "name": name,
        "stopped": why.stopped,
        "rows": why.preview[:_SHOWN],
    }
    return Answer("import_refused", data, _HELP)


def _asked(found: "Outcome", number: int, name: str, codes: int) -> Answer:
    counts = dict(found.counts or {})
    buttons = _import_buttons(found, number)
    # if the dates are unclear, `_told` offers this button after the import
    if found.asks_to_accept and not found.dates:
        buttons.append(_accept_button(found.kind, number))
    if codes:
        check = _n("Check %(count)s code", "Check %(count)s codes", codes)
        buttons.insert(0, Button(check, f"{CALL} {_CHECK} {number}"))
    data = {
        "name": name,
        "kind": found.kind,
        "counts": counts,
        "notes": found.notes,
        "rows": found.preview[:_SHOWN],
        "more": max(0, len(found.preview) - _SHOWN),
        "codes": codes,
        "nothing": not buttons,
    }
    if not buttons:
        return Answer("import_sure", data, _HELP)
    buttons.append(Button(_("Cancel"), f"{CALL} {_CANCEL} {number}"))
    return Answer("import_sure", data, (tuple(buttons),))


def _import_buttons(found: "Outcome", number: int) -> list[Button]:
    """Return buttons that import the file as it is, or [] if nothing would change."""
    counts = found.counts or {}
    if found.dates:
        return _order_buttons(found.kind, found.dates, number)
    call = f"{CALL} {found.kind} {number}"
    if taken := counts.get("taken", 0):
        return [Button(_n("Import %(count)s row", "Import %(count)s rows", taken), call)]
    if found.asks_to_accept:
        return []
    if rejected := counts.get("rejected", 0):
        label = _n("Send me the rejected row", "Send me the %(count)s rejected rows", rejected)
        return [Button(label, call)]
    return []


def _order_buttons(kind: str, dates: DatesUnsure, number: int) -> list[Button]:
    """Return two buttons: one reads dates month first, the other day first.

    Each button shows how it reads a date from the file.
    """
    days = {Order.MONTH_FIRST: dates.month_first, Order.DAY_FIRST: dates.day_first}
    return [
        Button(
            _("Import: %(cell)s is %(day)s", cell=dates.cell, day=day),
            f"{CALL} {order.value}-{kind} {number}",
        )
        for order, day in days.items()
    ]


def _accept_button(kind: str, number: int) -> Button:
    return Button(_("Import, and accept what it asks"), f"{CALL} {_ACCEPT}{kind} {number}")


async def press_preview_button(
    turn: Turn, asker: Asker, edgefinder: Edgefinder, interim: Interim
) -> Answer | None:
    """Answer a pressed button of an import preview. Return None for any other turn."""
    words = turn.text.split()
    if len(words) != 3 or words[0] != CALL or not words[2].isdecimal():  # noqa: PLR2004 - CALL and two values
        return None
    post = importing_role(asker)
    if not (turn.pressed and turn.private) or post is None or asker.person is None:
        return None
    number, person = int(words[2]), asker.person.id
    file = await edgefinder.chat_files.take(number, person)
    if file is None:
        done = edgefinder.chat_files.done(number, person)
        return Answer("import_gone", buttons=_HELP) if done is None else _told(turn, done)
    if words[1] == _CANCEL:
        return Answer("import_cancelled", {"name": file.name}, _HELP)
    if words[1] == _CHECK:
        verdicts = await edgefinder.verification.verify_file(
            file.name, file.content, person_of(turn.identity)
        )
        return content_answer(without_duplicates(verdicts), edgefinder, turn.capabilities)
    mine = next((each for each in asker.posts if each.organisation_id == file.organization_id
                 and each.role is Role.ADMINISTRATOR), None)  # fmt: skip
    if mine is None:
        return Answer("import_gone", buttons=_HELP)

    async def show(read: int, about: int | None) -> None:
        data = {"name": file.name, "read": read, "about": max(about or 0, read)}
        await interim(Answer("import_running", data))

    await show(0, None)
    kind, accept = words[1].removeprefix(_ACCEPT), words[1].startswith(_ACCEPT)
    order = next((each for each in Order if kind.startswith(f"{each.value}-")), None)
    kind = kind.removeprefix(f"{order.value}-") if order else kind
    outcome = await edgefinder.chat_files.run(
        file, kind, mine.organisation, show, turn.locale, accept=accept, order=order
    )
    answer = _told(turn, Done(file.name, kind, outcome))
    return replace(answer, attachments=_rejects_file(file.name, outcome.rejects))


def _told(turn: Turn, done: Done) -> Answer:
    """Return the answer that says what an import has done.

    A second press of the import's button gives the same answer.
    """
    outcome = done.outcome
    if outcome.refused:
        return _refused(done.name, outcome)
    data = {
        "name": done.name,
        "counts": dict(outcome.counts or {}),
        "notes": outcome.notes,
        "tables": turn.capabilities.tables if outcome.rejects else 0,
        "rejected": _rejected_rows(outcome.rejects, turn.capabilities.tables),
    }
    rows: tuple[tuple[Button, ...], ...] = _HELP
    if outcome.kept:
        rows = ((_accept_button(done.kind, outcome.kept),), *_HELP)
    return Answer("import_done", data, rows)


def _rejects_file(name: str, rejects: str) -> tuple[Attachment, ...]:
    """Return the file of the rejected rows, if there are any."""
    if not rejects:
        return ()
    stem = name.rpartition(".")[0] or name
    about = _("The rows that were not taken, each with the reason")
    return (Attachment(f"{stem}.rejects.csv", _MEDIA_TYPE, rejects.encode("utf-8-sig"), about),)


def _rejected_rows(rejects: str, most: int) -> list[list[str]]:
    """Return the first `most` rejected rows, each as line number, column and reason."""
    return [row[:3] for row in islice(csv.reader(io.StringIO(rejects)), 1, most + 1)]


_NO_COLUMNS = _(
    "I know none of its columns. Results have candidate_number, exam, outcome and taken_on; people "
    "have candidate_number, given_name, family_name, role and organisation; rosters have roster, "
    "instructor_email and candidate_number."
)
_HELP = ((Button(_("What can I ask?"), "help"),),)
