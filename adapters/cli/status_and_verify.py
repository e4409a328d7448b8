"""status and verify: answer questions about people and credentials."""

import asyncio
import re
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from adapters.cli.exit_codes import DONE, CannotDo
from adapters.cli.open_database import with_edgefinder
from adapters.cli.output import print_wrapped, show_json
from adapters.cli.parser_parts import STREAM
from bot.verdict_words import check_summary, words_of
from core.awards.codes import Mistyped, read_code
from core.catalog.model import Catalog
from core.edgefinder import Edgefinder
from core.goals.standing import Standing
from core.language.catalogs import ENGLISH, locale_of
from core.language.formats import long_date
from core.progress import (
    CandidateProgress,
    CredentialProgress,
    ExamState,
    elsewhere_document,
    status_document,
)
from core.records.model import Record
from core.verification.files.found import MOST_BYTES, FoundCode, FoundDocument, FoundToken
from core.verification.files.texts import read_typed
from core.verification.lookup import Verification
from core.verification.recipients import is_an_address
from core.verification.verdict import Verdict, VerdictKind, exit_code


def status(arguments: Namespace) -> int:
    async def work(edgefinder: Edgefinder) -> int:
        number = arguments.candidate.strip()
        asker, record = await edgefinder.askers.candidate_with_record(number)
        person = asker.person
        if person is None or person.number is None:
            raise CannotDo(
                f"no candidate has the number '{number}': candidates are imported with "
                "'edgefinder import people FILE'"
            )
        now = edgefinder.clock()
        standing = await _standing(edgefinder, arguments.goal, record, now.date())
        progress = edgefinder.progress.of(record, now.date())
        others: list[CredentialProgress] = []
        if arguments.all:
            begun = {each.credential.code for each in progress.credentials}
            others = [
                edgefinder.progress.of_credential(credential, record, now.date())
                for credential in edgefinder.catalog.credentials
                if credential.code not in begun
            ]
        if arguments.json:
            document = status_document(person, progress, others, now)
            document |= {"elsewhere": elsewhere_document(record)} if record.elsewhere else {}
            show_json(document | ({"goal": standing.document()} if standing else {}))
        else:
            print(f"{person.name}, candidate {person.number}, on {_day(now.date())}")
            if standing:
                _print_standing(standing)
            _print_status(progress, others)
            _print_elsewhere(edgefinder.catalog, record)
        return DONE

    return with_edgefinder(work)


def _print_elsewhere(catalog: Catalog, record: Record) -> None:
    for each in record.elsewhere:
        credential = catalog.credential(each.credential)
        title = credential.title if credential else each.credential
        evidence = f", {each.evidence}" if each.evidence else ""
        print(f"Earned elsewhere: {title}, {_day(each.issued_on)}, {each.issuer}{evidence}")


async def _standing(
    edgefinder: Edgefinder, code: str | None, record: Record, today: date
) -> Standing | None:
    """Return the candidate's progress toward the goal with this code, if one was given."""
    if code is None:
        return None
    known = await edgefinder.goal_repository.everything()
    goal = known.get(code.strip().lower())
    if goal is None:
        raise CannotDo(f"no goal has the code '{code}': there are {', '.join(known)}")
    return edgefinder.goals.standing(goal, edgefinder.goals.facts(record), today)


def _print_standing(standing: Standing) -> None:
    print(f"\n{standing.goal.title}")
    if standing.met_on is not None:
        print(f"  met since {_day(standing.met_on)}")
        return
    for part in standing.parts:
        print_wrapped(f"  {part.words}: {part.have} of {part.need}")
    if not standing.reachable:
        print("  no exam can meet it: what it takes was revoked")
        return
    count = len(standing.path)
    about = "fewest" if standing.exact else "no more than"
    print(f"  {about} exams: {count}{''.join(f', {exam.code}' for exam in standing.path)}")
    for item in standing.to_sign:
        print(f"  to be signed off: {item}")


_STATES = {
    ExamState.PASSED: "passed",
    ExamState.SUBMITTED: "affidavit submitted, not yet accepted",
    ExamState.FAILED: "failed, may be taken again",
    ExamState.LOCKED: "locked",
    ExamState.REMAINING: "remaining",
}


def _print_status(progress: CandidateProgress, others: Iterable[CredentialProgress]) -> None:
    if not progress.credentials:
        print("\nNothing is on record for this candidate yet.")
    if progress.earned:
        print("\nEarned")
    for each in progress.earned:
        assert each.award is not None
        day = _day(each.award.issued_on)
        print(f"  {each.credential.title}, {day}: {each.award.code}")
    for each in progress.in_progress:
        count = len(each.remaining)
        print(f"\n{each.credential.title}: {count} exam{'' if count == 1 else 's'} left")
        if each.award is not None and each.award.revoked_on is not None:
            print(f"  revoked on {_day(each.award.revoked_on)}: {each.award.revoked_because}")
        for exam in each.exams:
            state = _STATES[exam.state]
            if exam.until:
                state += f" until {_day(exam.until)}"
            if exam.passed_on:
                state += f" on {_day(exam.passed_on)}"
            tries = f" ({exam.attempts} attempts)" if exam.attempts > 1 else ""
            print(f"  {exam.exam.code:<10} {exam.exam.kind.value:<12} {state}{tries}")
    for place, each in enumerate(others):
        if place == 0:
            print("\nNot begun")
        print(f"  {each.credential.code:<8} {each.credential.title}")


def verify(arguments: Namespace) -> int:
    recipient = arguments.recipient.strip()
    if arguments.shown.count(STREAM) > 1:
        raise CannotDo("'-' is standard input, which can be read only once: give it once")
    if recipient and not is_an_address(recipient):
        raise CannotDo(
            f"--recipient {recipient}: is not an e-mail address: give the one of the person who "
            "showed you the badge, such as name@example.org"
        )

    piped = _standard_input() if STREAM in arguments.shown else b""

    async def work(edgefinder: Edgefinder) -> int:
        verdicts = await _verdicts(edgefinder.verification, arguments.shown, recipient, piped)
        documents = [verdict.document() for verdict in verdicts]
        if arguments.json:
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
                f"Checked on {long_date(at, locale_of(ENGLISH))} at {at:%H:%M} UTC against the "
                f"{verdicts[0].source}."
            )
        return exit_code([each.kind for each in verdicts])

    return with_edgefinder(work)


async def _verdicts(
    verification: Verification, shown: Sequence[str], recipient: str, piped: bytes
) -> list[Verdict]:
    """Return, for each argument in order, the verdicts on everything in it.

    `piped` is what standard input held, for the argument '-'.
    """
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
        except (OSError, ValueError) as error:  # a name that is impossible for a file
            why = error.strerror if isinstance(error, OSError) else "no file can be called that"
            if len(shown) == 1:
                raise CannotDo(f"{each}: {why}: check its name") from None
            verdicts.append(await verification.unreadable(each, f"{why}: check its name"))
        else:
            verdicts += await verification.verify_file(path.name, content, recipient=recipient)
    return verdicts


def _file(shown: str) -> Path | None:
    """Return the file that the argument names; None for a code, a link or a whole credential."""
    if isinstance(read_typed(shown)[0], FoundToken | FoundDocument):
        return None
    path = Path(shown)
    try:
        path = path.expanduser()
        there = len(shown) <= _LONGEST_NAME and path.is_file()
    except (
        RuntimeError,
        OSError,
        ValueError,
    ):  # `~name` of an unknown user, or an impossible file name
        there = False
    if there:
        return path
    held = read_typed(shown)[0]
    is_code = isinstance(held, FoundCode) and not isinstance(read_code(held.text), Mistyped)
    return path if _LIKE_A_FILE.search(shown) and not is_code else None


def _standard_input() -> bytes:
    """Read standard input to its end or the size limit, as a file."""
    if sys.stdin is None:
        raise CannotDo("standard input is closed: pipe codes or a file into 'verify -'")
    if sys.stdin.isatty():
        print("Type or paste codes, one a line; Ctrl-D ends them.", file=sys.stderr)
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def _beginning(path: Path) -> bytes:
    """Read up to the size limit and one byte more, which shows that the file is too large."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


_LONGEST_NAME = 255
"""Maximum bytes in a file name on common file systems."""
_LIKE_A_FILE = re.compile(
    r"^(?!https?://).*(?:/|\.(?:jwt|json|jsonld|png|svg|pdf|jpe?g|webp|txt|csv|xlsx?|ods|eml|html?|"
    r"docx|zip|pkpass|hei[cf]|avif|tiff?|bmp|gif)$)",
    re.IGNORECASE,
)
"""Matches text that looks like a file name: if there is no such file, the answer says so."""


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
    """A credential's title, holder, date and issuer, after the file name if it came from a file."""
    between = ": " if verdict.issuer else " "
    line = f"{verdict.code}{between}{verdict.credential_title}"
    if verdict.holder:
        line += f", held by {verdict.holder}"
    if verdict.issued_on is not None:
        line += f", issued on {_day(verdict.issued_on)}"
    if verdict.issuer:
        line += f", issued by {verdict.issuer}"
    if verdict.revoked_on is not None:
        line += f", revoked on {_day(verdict.revoked_on)}"
    return line


def _day(day: date) -> str:
    return day.isoformat()
