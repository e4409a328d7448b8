"""The command certificate: write PDF certificates or wallet cards for awards or a class."""

from argparse import Namespace

from adapters.cli.exit_codes import DONE, CannotDo
from adapters.cli.open_database import with_edgefinder
from adapters.cli.output import check_writable, write_whole
from core.awards.certificate import language_of
from core.awards.codes import Mistyped, read_code
from core.awards.credential import Awarded
from core.edgefinder import Edgefinder
from core.typesetting import CannotPrintError, Paper


def certificate(arguments: Namespace) -> int:
    if bool(arguments.codes) == bool(arguments.roster):
        raise CannotDo("name the CODE of one award or more, or a roster with --roster R")
    language = language_of(arguments.language)
    if language != arguments.language.partition("-")[0].lower():
        raise CannotDo(f"there are no certificates in '{arguments.language}'; there are: en, es")
    check_writable(arguments.pdf)

    async def work(edgefinder: Edgefinder) -> int:
        found = await _held(edgefinder, arguments)
        held = [each for each in found if not each.withdrawn]
        if not held:
            raise CannotDo("its holder has withdrawn it, and can share it again in the chat")
        make = (
            edgefinder.award_files.cards if arguments.cards else edgefinder.award_files.certificates
        )
        sheet = Paper[arguments.paper.upper()]
        try:
            pdf = await make(held, sheet, arguments.language)
        except CannotPrintError as error:
            raise CannotDo(f"{error}; nothing was written") from None
        write_whole(arguments.pdf, pdf)
        one, many = ("card", "cards") if arguments.cards else ("certificate", "certificates")
        print(f"Wrote {len(held)} {one if len(held) == 1 else many} to {arguments.pdf}.")
        if left_out := len(found) - len(held):
            print(f"Skipped {left_out} that the holder has withdrawn.")
        if why := edgefinder.signing.ready():
            print(f"Nothing is signed: {why.because}")
        return DONE

    return with_edgefinder(work)


async def _held(edgefinder: Edgefinder, arguments: Namespace) -> list[Awarded]:
    if arguments.roster:
        held = await edgefinder.holdings.on_roster(arguments.roster)
        if not held:
            raise CannotDo(f"nobody on a roster called '{arguments.roster}' holds a credential")
        return held
    codes = [read_code(code) for code in arguments.codes]
    for code in codes:
        if isinstance(code, Mistyped):
            raise CannotDo(
                f"'{code.typed}' cannot be a code: a letter of it is missing, wrong or swapped"
            )
    wanted = [code for code in codes if isinstance(code, str)]
    held = await edgefinder.holdings.under(wanted)
    missing = set(wanted) - {each.code for each in held}
    if missing:
        raise CannotDo(f"{min(missing)} is not in our records, or was revoked: nothing was written")
    return held
