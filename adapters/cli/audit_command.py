"""The command audit: list who looked at or changed which records, seal the log, check it."""

import os
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from adapters.cli.exit_codes import DONE, NO, CannotDo
from adapters.cli.open_database import with_edgefinder
from adapters.cli.output import print_list, show_json
from core.audit.actor import Action, looked_at
from core.audit.checking import Checked, Fault
from core.audit.listing import ACTIONS, Entry, Named, Wanted
from core.audit.seals import Seal
from core.edgefinder import Edgefinder

_SHOWN = 20
"""At most this many problems are listed. Further problems are only counted."""


def show(arguments: Namespace) -> int:
    if arguments.action and arguments.action not in ACTIONS:
        raise CannotDo(f"there is no action '{arguments.action}': it is one of {_listed(ACTIONS)}")
    if arguments.most < 1:
        raise CannotDo("--most is a number of entries, 1 or more")

    async def work(edgefinder: Edgefinder) -> int:
        since = arguments.since
        wanted = Wanted(
            about=await _person(edgefinder, arguments.about),
            by=await _person(edgefinder, arguments.by),
            action=arguments.action or "",
            import_id=arguments.import_id,
            since=datetime.combine(since, time(), UTC) if since else None,
            most=arguments.most,
        )
        found = await edgefinder.audit_listing.entries(wanted)
        people = {each.subject.id for each in found if each.subject}
        looked_at(Action.SAW_AUDIT, *sorted(people))
        nothing = "There is no such entry."
        return print_list(found, _line, Entry.document, nothing, as_json=arguments.json)

    return with_edgefinder(work)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"'{each}'" for each in words)


async def _person(edgefinder: Edgefinder, who: str | None) -> int | None:
    if not who:
        return None
    found = await edgefinder.contacts.find(who)
    if found is None:
        raise CannotDo(f"nobody is known as '{who}': give a number or a staff e-mail address")
    return found.id


def _line(entry: Entry) -> str:
    said = entry.details
    start = f"#{entry.id}  {entry.at:%Y-%m-%d %H:%M:%S}  {entry.action}"
    if said is None:
        return f"{start}  (details forgotten)"
    about = f" of {_named(entry.subject)}" if entry.subject else ""
    who = _named(entry.actor) if entry.actor else said.get("who") or ""
    if operator := said.get("operator"):
        who = f"{operator} as {who}" if who else operator
    by = f" by {who}" if who else ""
    where = " ".join(
        str(said[name])
        for name in ("surface", "platform", "workspace", "chat", "command")
        if name in said
    )
    more = "; ".join(
        f"{name} {value}"
        for name, value in entry.document()["details"].items()
        if value is not None
    )
    brought = f"; import {entry.import_id}" if entry.import_id else ""
    return f"{start}{about}{by}, {where}: {said.get('why')}{'; ' if more else ''}{more}{brought}"


def _named(person: Named) -> str:
    if not person.name:
        return f"a person who is no longer on record ({person.id})"
    return f"{person.name} ({person.number})" if person.number else person.name


def seal(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        kept = _read(arguments.to) if arguments.to and arguments.to.exists() else []
        made = await edgefinder.audit_seals.seal()
        stored = await edgefinder.audit_seals.stored()
        if arguments.to:
            _append(arguments.to, stored, kept)
        if arguments.json:
            show_json([each.document() for each in made])
            return DONE
        if not made:
            print("Nothing new to seal.")
        for each in made:
            count = f"{len(each.leaves)} entr{'y' if len(each.leaves) == 1 else 'ies'}"
            print(f"Seal {each.number}: {count}, {each.size} in all, root {each.root}")
        if arguments.to:
            print(f"{arguments.to} has {len(stored)} seal{'' if len(stored) == 1 else 's'}.")
        else:
            print("Keep a copy on another machine: 'edgefinder audit seal --to FILE'.")
        return DONE

    return with_edgefinder(work)


def _append(target: Path, stored: Sequence[Seal], kept: Sequence[Seal]) -> None:
    """Append to the file `target` the seals that it does not have yet.

    `stored` are the seals in the database, and `kept` those in the file. Raises CannotDo if the
    file holds seals that the database does not have, or cannot be written.
    """
    if list(stored[: len(kept)]) != list(kept):
        raise CannotDo(
            f"{target} has seals that are not in this database: name another file, and look with "
            f"'edgefinder audit check --against {target}'"
        )
    try:
        handle = os.open(target, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(f"{each.line()}\n" for each in stored[len(kept) :])
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CannotDo(f"{target} cannot be written: {error.strerror}") from error


def check(arguments: Namespace) -> int:
    kept = _read(arguments.against) if arguments.against else None

    async def work(edgefinder: Edgefinder) -> int:
        checked = await edgefinder.audit_check.check(kept)
        if arguments.json:
            show_json(checked.document())
        else:
            _print_checked(checked)
        return NO if checked.problems else DONE

    return with_edgefinder(work)


def _print_checked(checked: Checked) -> None:
    for each in checked.problems[:_SHOWN]:
        what = "Seal" if each.fault is Fault.SEAL else "Entry"
        fault = "" if each.fault is Fault.SEAL else f" {each.fault.value}"
        print(f"{what} {each.number}{fault}: {each.detail}.")
    if len(checked.problems) > _SHOWN:
        print(f"... and {len(checked.problems) - _SHOWN} more ('--json' lists all).")
    forgotten = f", {checked.forgotten} of them with their details forgotten"
    print(
        f"{checked.entries} entries{forgotten if checked.forgotten else ''}; "
        f"{checked.sealed} under {checked.seals} seal{'' if checked.seals == 1 else 's'}, "
        f"{checked.unsealed} not sealed yet."
    )
    if not checked.problems:
        print("Everything fits." if checked.seals else "Seal them with 'edgefinder audit seal'.")


def _read(path: Path) -> list[Seal]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not a file of seals"
        raise CannotDo(f"{path} cannot be read: {why}") from error
    seals = []
    for number, line in enumerate(lines, 1):
        try:
            seals.append(Seal.read(line))
        except ValueError as error:
            raise CannotDo(
                f"line {number} of {path} is not a seal: take an unchanged copy of the file"
            ) from error
    return seals
