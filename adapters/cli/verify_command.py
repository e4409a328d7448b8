"""The command verify: check whether credentials are real."""

import re
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.cli.exit_codes import CannotDo
from adapters.cli.fast_path import is_plain
from adapters.cli.output import print_wrapped, show_json
from adapters.cli.parser_parts import STREAM
from adapters.settings_loading import load_settings
from bot.verdict_words import check_summary, words_of
from core.audit.actor import acting
from core.awards.codes import Mistyped, read_code
from core.clock import utc_now
from core.language.message import in_english
from core.storage.sqlite_file import NotPlain
from core.verification.files.found_items import MOST_BYTES, FoundCode, FoundDocument, FoundToken
from core.verification.shell_lookup import ShellLookup, looks_plain
from core.verification.verdict import Verdict, VerdictKind, exit_code

if TYPE_CHECKING:
    from core.edgefinder import Edgefinder
    from core.verification.lookup import Verification


def verify(arguments: Namespace) -> int:
    recipient = arguments.recipient.strip()
    if arguments.shown.count(STREAM) > 1:
        raise CannotDo("'-' is standard input, which can be read only once: give it once")
    if recipient:
        _check_address(recipient)

    piped = _standard_input() if STREAM in arguments.shown else b""
    if (code := _quickly(arguments, recipient)) is not None:
        return code
    from adapters.cli.open_database import with_edgefinder

    async def work(edgefinder: "Edgefinder") -> int:
        verdicts = await _verdicts(edgefinder.verification, arguments.shown, recipient, piped)
        return _show(verdicts, as_json=arguments.json)

    return with_edgefinder(work)


def _check_address(recipient: str) -> None:
    from core.verification.recipients import is_an_address

    if not is_an_address(recipient):
        raise CannotDo(
            f"--recipient {recipient}: is not an e-mail address: give the one of the person who "
            "showed you the badge, such as name@example.org"
        )


def _quickly(arguments: Namespace, recipient: str) -> int | None:
    """Verify award codes with plain SQL on the SQLite file, which starts fast.

    Print the verdicts, and return the exit code. Return None and print nothing if verifying needs
    all of Edgefinder, for example for a file.
    """
    settings = load_settings()
    shown = arguments.shown
    if (
        recipient
        or STREAM in shown
        or not is_plain(settings)
        or any(_file(each) for each in shown)
        or not looks_plain(shown)
    ):
        return None
    url, issuer, own = settings.database_url, settings.issuer_name, settings.public_url
    try:
        with ShellLookup.opened(url, utc_now, issuer, own) as lookup:
            verdicts = [verdict for text in shown for verdict in lookup.verdicts(text)]
            try:
                return _show(verdicts, as_json=arguments.json)
            finally:
                lookup.write_looks(acting())
    except NotPlain:
        return None


def _show(verdicts: Sequence[Verdict], *, as_json: bool) -> int:
    """Print the verdicts. Return the exit code."""
    documents = [verdict.document() for verdict in verdicts]
    if as_json:
        show_json(documents if len(documents) > 1 else documents[0])
    else:
        for verdict in verdicts:
            print_wrapped(_verdict_line(verdict))
            if verdict.warning:
                print_wrapped(f"  Careful: {verdict.warning}.")
            if summary := check_summary(verdict):
                print_wrapped(f"  {' '.join(summary)}")
        at = verdicts[0].as_of
        print_wrapped(
            f"Checked on {in_english(at)} at {at:%H:%M} UTC against the {verdicts[0].source}."
        )
    return exit_code([each.kind for each in verdicts])


async def _verdicts(
    verification: "Verification", shown: Sequence[str], recipient: str, piped: bytes
) -> list[Verdict]:
    """Return the verdicts on the arguments in `shown`, in order.

    An argument may hold several award codes. The argument '-' stands for `piped`, the content of
    standard input. Raises CannotDo if the only argument is a file that cannot be read.
    """
    import asyncio

    verdicts: list[Verdict] = []
    for each in shown:
        if each == STREAM:
            found = await verification.verify_file("standard input", piped, recipient=recipient)
            verdicts += found
            continue
        path = _file(each)
        if path is None:
            verdicts += await verification.verify_typed(each, recipient=recipient)
            continue
        try:
            content = await asyncio.to_thread(_beginning, path)
        except (OSError, ValueError) as error:  # ValueError: the text cannot be a file name
            why = error.strerror if isinstance(error, OSError) else "a file cannot have this name"
            if len(shown) == 1:
                raise CannotDo(f"{each}: {why}: check its name") from None
            verdicts.append(await verification.unreadable(each, f"{why}: check its name"))
        else:
            verdicts += await verification.verify_file(path.name, content, recipient=recipient)
    return verdicts


def _file(shown: str) -> Path | None:
    """Return the path if an argument names a file.

    Return None if the argument is an award code, a link or a whole credential.
    """
    there = _existing_file(shown)
    if there is None and _is_code(shown):
        return None
    from core.verification.files.texts import read_typed

    held = read_typed(shown)[0]
    if isinstance(held, FoundToken | FoundDocument):
        return None
    if there is not None:
        return there
    is_code = isinstance(held, FoundCode) and _is_code(held.text)
    return _expanded(shown) if _LIKE_A_FILE.search(shown) and not is_code else None


def _existing_file(shown: str) -> Path | None:
    try:
        path = Path(shown).expanduser()
        return path if len(shown) <= _LONGEST_NAME and path.is_file() else None
    except (RuntimeError, OSError, ValueError):
        # `~user` names no user, or the text cannot be a file name
        return None


def _expanded(shown: str) -> Path:
    try:
        return Path(shown).expanduser()
    except RuntimeError:
        return Path(shown)


def _is_code(text: str) -> bool:
    return not isinstance(read_code(text), Mistyped)


def _standard_input() -> bytes:
    """Return the content of standard input, up to one byte more than the size limit.

    The extra byte tells the caller that the content is too large. Raises CannotDo if standard input
    is closed.
    """
    if sys.stdin is None:
        raise CannotDo("standard input is closed: pipe codes or a file into 'verify -'")
    if sys.stdin.isatty():
        print("Type or paste codes, one per line. End with Ctrl-D.", file=sys.stderr)
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def _beginning(path: Path) -> bytes:
    """Return the content of a file, up to one byte more than the size limit.

    The extra byte tells the caller that the file is too large.
    """
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


_LONGEST_NAME = 255
"""The maximum length of a file name in bytes on common file systems."""
_LIKE_A_FILE = re.compile(
    r"^(?!https?://).*(?:/|\.(?:jwt|json|jsonld|png|svg|pdf|jpe?g|webp|txt|csv|xlsx?|ods|eml|html?|"
    r"docx|zip|pkpass|hei[cf]|avif|tiff?|bmp|gif)$)",
    re.IGNORECASE,
)
"""Matches text that looks like a file name.

The command then reports a missing file instead of a wrong award code.
"""


def _verdict_line(verdict: Verdict) -> str:
    words = words_of(verdict)
    said = words.lower
    match verdict.kind:
        case VerdictKind.VALID | VerdictKind.REVOKED if verdict.credential_title:
            line = f"{said}: {_of_whom(verdict)}"
            line = f"{line}: {verdict.reason}" if verdict.reason else line
            is_plain = verdict.kind is VerdictKind.REVOKED or not words.advice
            return line if is_plain else f"{line}. {words.advice}"
        case _ if verdict.credential_title:
            return f"{said}: {_of_whom(verdict)}: {verdict.reason}. {words.advice}".rstrip()
        case VerdictKind.UNKNOWN if verdict.reason:
            return f"{said}: {verdict.code}: {verdict.reason}"
        case VerdictKind.UNKNOWN:
            return f"{said}: {verdict.code}. {words.advice}"
        case VerdictKind.MISTYPED if verdict.reason:
            return f"{said}: '{verdict.code}' cannot be a code: {verdict.reason}"
        case VerdictKind.MISTYPED:
            return (
                f"{said}: '{verdict.code}' cannot be a code; codes look like "
                "EF-XXXX-XXXX-XXXX-X, and a letter of it is missing, wrong or swapped"
            )
        case _:
            return f"{said}: {verdict.code}: {verdict.reason}. {words.advice}".rstrip()


def _of_whom(verdict: Verdict) -> str:
    """Return a line with a credential's award code, title, holder, dates and issuer.

    If the credential comes from a file, the line begins with the file's name instead of the code.
    """
    between = ": " if verdict.issuer else " "
    line = f"{verdict.code}{between}{verdict.credential_title}"
    if verdict.holder:
        line += f", held by {verdict.holder}"
    if verdict.issued_on is not None:
        line += f", issued on {verdict.issued_on.isoformat()}"
    if verdict.issuer:
        line += f", issued by {verdict.issuer}"
    if verdict.revoked_on is not None:
        line += f", revoked on {verdict.revoked_on.isoformat()}"
    return line
