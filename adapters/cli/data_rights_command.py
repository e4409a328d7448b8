"""The commands people forget, data and minor: delete or export data, protect minors."""

from argparse import Namespace

from adapters.cli.exit_codes import DONE, NO, CannotDo
from adapters.cli.open_database import with_edgefinder
from adapters.cli.output import check_writable, show_json, write_whole
from core.data_rights.data_pdf import DataPdf
from core.data_rights.forgetting import WhatGoes
from core.data_rights.minors import Minor
from core.edgefinder import Edgefinder
from core.typesetting import CannotPrintError


def forget(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        person = (await edgefinder.person_changes.show(arguments.person)).person
        if not arguments.yes:
            goes = await edgefinder.forgetting.preview(person.id)
            print(f"This would delete everything about {person.name}:")
            print("\n".join(f"  {line}" for line in _goes(goes)))
            print("Nothing was deleted. To do it, run it again with --yes: it cannot be undone.")
            return NO
        goes = await edgefinder.forgetting.forget(person.id)
        told = f", and told {_counted(goes.chats, 'chat')}" if goes.chats else ""
        print(f"Deleted everything about {person.name}{told}.")
        print("\n".join(f"  {line}" for line in _stays(goes)))
        return DONE

    return with_edgefinder(work)


def data(arguments: Namespace) -> int:
    if arguments.pdf:
        check_writable(arguments.pdf)

    async def work(edgefinder: Edgefinder) -> int:
        person = (await edgefinder.person_changes.show(arguments.person)).person
        found = await edgefinder.personal_data.everything(person.id)
        if not arguments.pdf:
            show_json(found)
            return DONE
        paper = DataPdf(edgefinder.catalog, edgefinder.issuer, edgefinder.clock())
        try:
            pdf = await paper.pdf(person.name, found, arguments.language)
        except CannotPrintError as error:
            raise CannotDo(f"{error}; nothing was written") from None
        write_whole(arguments.pdf, pdf)
        print(f"Wrote everything about {person.name} to {arguments.pdf}.")
        return DONE

    return with_edgefinder(work)


def minor(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        person = (await edgefinder.person_changes.show(arguments.person)).person
        minors = edgefinder.minors
        known = await minors.of(person.id)
        if arguments.yes or arguments.no:
            await minors.mark(person.id, minor=arguments.yes)
        elif not known.minor and (arguments.open_by or arguments.close):
            raise CannotDo(
                f"{person.name} is not recorded as a minor: 'people minor {arguments.person} "
                "--yes' records it"
            )
        elif arguments.open_by:
            await minors.open(person.id, arguments.open_by)
        elif arguments.close:
            await minors.close(person.id)
        print(_stands(await minors.of(person.id)))
        return DONE

    return with_edgefinder(work)


def _stands(one: Minor) -> str:
    if not one.minor:
        return f"{one.person.name} is not recorded as a minor."
    if one.opened_at is None:
        return f"{one.person.name} is a minor: their codes and links show nothing to anybody."
    whom = "their guardian" if one.opened_by == "guardian" else "the center"
    return (
        f"{one.person.name} is a minor; {whom} opened their codes and links on "
        f"{one.opened_at:%Y-%m-%d}."
    )


def _goes(goes: WhatGoes) -> list[str]:
    counted = [
        _counted(goes.results, "result"),
        _counted(goes.proofs, "link to a proof", "links to proofs"),
        _counted(goes.chats, "linked chat"),
    ]
    rest = "name, number, address, classes, roles, sign-offs, goals, notices, watches, checks"
    return [", ".join(counted), rest, *_stays(goes)]


def _stays(goes: WhatGoes) -> list[str]:
    lines = []
    if goes.awards:
        what = "code" if goes.awards == 1 else "codes"
        lines.append(f"stays: {goes.awards} {what}, answering 'withdrawn' and naming nobody")
    if goes.signed_for_others:
        what = _counted(goes.signed_for_others, "sign-off")
        lines.append(f"stays: {what} for candidates, without the name")
    lines.append(
        "remove them from the files that you import too, or the next import brings them back"
    )
    return lines


def _counted(count: int, what: str, several: str = "") -> str:
    return f"{count} {what if count == 1 else several or f'{what}s'}"
