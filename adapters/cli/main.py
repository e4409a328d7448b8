"""What `edgefinder` takes: every command, its arguments, and how it ends.

Only what reads the command line is imported here; what a command needs comes when it runs, so
that `--help` and mistakes are answered at once.
"""

import argparse
import contextlib
import difflib
import gc
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from pathlib import Path

DONE, NO, COULD_NOT, REJECTED = 0, 1, 2, 3
"""Exit codes: done; the answer is no; bad input or not possible; some rows were rejected."""
_INTERRUPTED = 130


class CannotDo(Exception):  # noqa: N818 - it is the caller's input, and read as a sentence
    """Bad input, or something that cannot be done: one line that says what, and how to mend it."""


def main() -> NoReturn:
    """The console script."""
    gc.disable()  # until all is loaded
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Runs the command line; returns its exit code. Shows no trace, whatever happens."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a sign that the terminal lacks is no fault
    try:
        arguments = parser().parse_args(words or ["--help"])
        work = _loaded(arguments.work)
        with _what_is_shown(arguments.work):
            code = work(arguments)
        sys.stdout.flush()
    except CannotDo as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the edge of the program: told in one line
        from adapters.cli.error_lines import error_line

        return _refuse(error_line(error))
    return code


def _loaded(work: str) -> Callable[[argparse.Namespace], int]:
    """The function that does a command's work.

    What it imports stays: the collector of garbage finds nothing in it, and would take a sixth of
    the time to look.
    """
    module, _, name = work.partition(":")
    found: Callable[[argparse.Namespace], int] = getattr(
        importlib.import_module(f"adapters.cli.{module}"), name
    )
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    return found


def _refuse(why: str) -> int:
    from adapters.terminal.visible_marks import on_one_line

    print(f"edgefinder: {on_one_line(why)}", file=sys.stderr)
    return COULD_NOT


def _what_is_shown(work: str) -> "contextlib.AbstractContextManager[Any]":
    """Puts visible marks in place of what names, files and reasons of strangers would do to a
    terminal. Chats see to that themselves: they style what they show.
    """
    if work.startswith(("chat_command", "demo_command")):
        return contextlib.nullcontext()
    from adapters.terminal.visible_marks import VisibleOutput

    return contextlib.redirect_stdout(VisibleOutput(sys.stdout))


def _file(name: str) -> "Path":
    """A file that somebody named, `~` meaning their home."""
    from pathlib import Path

    return Path(name).expanduser()


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and near what there is."""

    def error(self, message: str) -> NoReturn:
        raise CannotDo(f"{message.removeprefix('argument ')}: see '{self.prog} --help'")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            choices = [str(choice) for choice in action.choices]
            near = difflib.get_close_matches(str(value), choices, n=1)
            what = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(choices)}"
            raise CannotDo(f"'{value}' is not known; {what}")
        super()._check_value(action, value)


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"edgefinder {version('edgefinder')}")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """The whole command line, declared."""
    top = _Parser(
        prog="edgefinder",
        description="NIMS credentials: which exams remain, what is earned, and whether a "
        "credential is real.",
        epilog="Exit codes: 0 done; 1 the answer is no; 2 bad input or could not be done; "
        "3 an import finished with rejected rows.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="show the version and end")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_chat(commands)
    _add_imports(commands)
    _add_people(commands)
    _add_export(commands)
    _add_questions(commands)
    _add_issuing(commands)
    _add_platforms(commands)
    _add_certificates(commands)
    _add_keys(commands)
    _add_care(commands)
    _add_slack(commands)
    return top


def _command(
    commands: Any, name: str, work: str, summary: str, description: str = "", **more: Any
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=description or f"{summary[0].upper()}{summary[1:]}.",
        allow_abbrev=False,
        **more,
    )
    made.set_defaults(work=work)
    return made


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="answer in JSON")


def _add_chat(commands: Any) -> None:
    demo = _command(
        commands,
        "demo",
        "demo_command:demo",
        "a sample training center, then the chat",
        "Fills an embedded database with a sample training center, serves a page with three chats "
        "side by side on this machine, and opens the chat in the terminal. Piped lines are "
        "answered; without any, a short tour is played, both without the page. The database is a "
        "temporary one, unless EDGEFINDER_DATABASE_URL names a SQLite file for it that is new, or "
        "that a demo made.",
    )
    demo.add_argument(
        "--no-browser", action="store_true", help="print the page's address, and do not open it"
    )
    demo.add_argument(
        "--host",
        default="127.0.0.1",
        help="serve the page there (default: %(default)s, for this machine alone; whoever has the "
        "address, with its token, can use the page)",
    )
    demo.add_argument(
        "--port", type=int, default=0, help="serve the page at this port (default: a free one)"
    )
    chat = _command(commands, "chat", "chat_command:chat", "chat in the terminal, as somebody")
    chat.add_argument(
        "--as",
        dest="who",
        metavar="WHO",
        required=True,
        help="a candidate's number, a staff e-mail address, or 'employer:NAME'",
    )
    chat.add_argument("--json", action="store_true", help="one JSON object a line of input")
    _command(
        commands,
        "serve",
        "serve_command:serve",
        "serve all that has settings: Telegram, Slack, the web, notices",
        "Serves all that has settings (Telegram, Slack, the web, and the relay of notices) in "
        "one process, until SIGTERM or Ctrl-C.",
    )


def _add_imports(commands: Any) -> None:
    importing = _command(
        commands,
        "import",
        "import_command:import_any",
        "take in people, rosters, exam results or goals from a file",
        "Takes in a CSV, XLSX, XLS or ODS file or a OneRoster zip; of goals, a TOML file. Rows "
        "that cannot be taken land in a rejects file with their row number and the reason; all "
        "others go in. The same file again changes nothing.",
    )
    importing.add_argument(
        "kind",
        choices=("people", "results", "rosters", "awards", "goals"),
        help="people, results, rosters, goals, or awards that were earned elsewhere",
    )
    file = importing.add_argument(
        "file",
        metavar="FILE",
        type=_file,
        help="CSV, XLSX, XLS, ODS, or a OneRoster zip; TOML for goals",
    )
    importing.add_argument(
        "--dry-run", action="store_true", help="write nothing, tell what would happen"
    )
    importing.add_argument(
        "--organisation",
        "--organization",
        metavar="NAME",
        default="",
        help="whose file it is, and whose candidate numbers are in it",
    )
    importing.add_argument(
        "--term", metavar="TERM", default="", help="the term of the classes in it (rosters)"
    )
    importing.add_argument(
        "--replace",
        action="store_true",
        help="the file is the whole of it: who is on record and not in it leaves",
    )
    importing.add_argument(
        "--accept", action="store_true", help="yes to what rejected rows of the file asked"
    )
    importing.add_argument(
        "--separate",
        action="store_true",
        help="people of one number and name at two organizations are two people",
    )
    importing.add_argument(
        "--same-day-retakes",
        action="store_true",
        help="identical results of one day are several sittings",
    )
    importing.add_argument(
        "--quiet", action="store_true", help="nobody gets a message about what it brings"
    )
    importing.add_argument(
        "--rejects",
        metavar="FILE",
        type=_file,
        help="where rejected rows go (else beside the file)",
    )
    _add_reading(importing, file)
    _json(importing)


def _add_export(commands: Any) -> None:
    export = _command(
        commands,
        "export",
        "export_command:export",
        "write people, rosters, results or awards to a file",
        "Writes all that is on record of a kind to a CSV file, in the columns that import takes: "
        "importing it changes nothing.",
    )
    export.add_argument("kind", choices=("people", "rosters", "results", "awards"))
    export.add_argument("file", metavar="FILE", type=_file, help="the CSV file to write")


class _Template(argparse.Action):
    """--template with or without a file, beside which FILE is not needed."""

    def __init__(self, *names: Any, file: argparse.Action, **more: Any) -> None:
        super().__init__(*names, **more)
        self._file = file

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        _option: str | None = None,
    ) -> None:
        namespace.template = True
        namespace.template_file = values
        self._file.required = False


def _add_reading(importing: argparse.ArgumentParser, file: argparse.Action) -> None:
    """How a file is read: which column is which, and how it writes days."""
    importing.add_argument(
        "--template",
        action=_Template,
        file=file,
        nargs="?",
        type=_file,
        metavar="FILE",
        default=False,
        help="write a sheet to fill in, to FILE (.csv or .xlsx) or standard output",
    )
    importing.add_argument(
        "--map",
        metavar='COLUMN="THEIRS"',
        action="append",
        default=[],
        help='which of their columns is one of ours, as candidate_number="Student ID"',
    )
    importing.add_argument(
        "--set",
        metavar="COLUMN=VALUE",
        action="append",
        default=[],
        help="what every row has, as role=candidate; pass_mark=70 makes outcomes of scores",
    )
    importing.add_argument(
        "--value",
        metavar="COLUMN:THEIRS=OURS",
        action="append",
        default=[],
        help="what a value of theirs means, as credential:152=M1-MMS",
    )
    importing.add_argument(
        "--profile",
        metavar="NAME",
        help="how a system's export is read: canvas, moodle, powerschool, a profile of your own, "
        "or a TOML file",
    )
    importing.add_argument(
        "--save-profile",
        metavar="NAME",
        help="keep --map, --set and --value as a profile of your own",
    )
    importing.add_argument(
        "--dates",
        choices=("month-first", "day-first"),
        help="what 03/05/2026 is: March 5 or May 3 (else the file shows it)",
    )
    importing.add_argument(
        "--encoding",
        metavar="NAME",
        default="",
        help="of a text file, as windows-1252 or mac-roman; repair mends garbled names",
    )


def _add_people(commands: Any) -> None:
    from adapters.cli.people_arguments import add_people

    add_people(commands, _command, _json)


def _add_questions(commands: Any) -> None:
    catalog = _command(
        commands,
        "catalog",
        "catalog_command:catalog",
        "list or search the credentials; check a catalog file",
        usage="edgefinder catalog [QUERY] [--json]\n       edgefinder catalog check FILE",
    )
    catalog.add_argument(
        "query", metavar="QUERY", nargs="*", help="a code, a title, or what people call it"
    )
    _json(catalog)
    fees = _command(
        commands,
        "fees",
        "fees_command:fees",
        "check a price list",
        "Checks a price list (EDGEFINDER_FEES): what each price is for, since when, from where, "
        "and which prices are old.",
        usage="edgefinder fees check FILE",
    )
    fees.add_argument("action", choices=("check",), help="the one thing there is to do")
    fees.add_argument("file", metavar="FILE", type=_file, help="a TOML file of [[fee]] tables")
    status = _command(commands, "status", "status_and_verify:status", "where a candidate is")
    status.add_argument("candidate", metavar="CANDIDATE", help="the candidate's number")
    status.add_argument("--all", action="store_true", help="list credentials not begun too")
    status.add_argument("--goal", metavar="G", help="what a goal takes still, by its code")
    _json(status)
    verify = _command(
        commands,
        "verify",
        "status_and_verify:verify",
        "whether credentials are real",
        "Says whether credentials are real. Exit code 0: all are valid; 1: not all; 2: they "
        "could not be checked.",
    )
    verify.add_argument(
        "shown",
        metavar="CODE|URL|FILE",
        nargs="+",
        help="a code, a link with one, or a file: a signed credential (JWT, JSON), a baked badge "
        "(PNG, SVG), a certificate (PDF), a picture of a QR code",
    )
    verify.add_argument(
        "--recipient",
        metavar="EMAIL",
        default="",
        help="whose they are said to be: compared with the address in badges that have one",
    )
    _json(verify)


def _add_issuing(commands: Any) -> None:
    revoke = _command(commands, "revoke", "revoke_and_invite:revoke", "take a credential back")
    revoke.add_argument("code", metavar="CODE", help="the credential's code")
    revoke.add_argument(
        "--reason", metavar="TEXT", required=True, help="why; whoever verifies it is told"
    )
    invite = _command(
        commands,
        "invite",
        "revoke_and_invite:invite",
        "make invitations that tie a chat to a person",
        "Makes single-use invitations. Each code is shown once, here or on the cards. Earlier "
        "unused ones of a candidate stay good unless --replace ends them. Staff get a second "
        "code, to be handed over apart from the first: so the first administrator is linked from "
        "here.",
    )
    invite.add_argument(
        "person", metavar="PERSON", nargs="?", help="a candidate's number, or a staff e-mail"
    )
    invite.add_argument("--roster", metavar="R", help="every candidate of this roster")
    invite.add_argument(
        "--pdf", metavar="FILE", type=_file, help="write cards to be cut out and handed over"
    )
    invite.add_argument(
        "--paper", choices=("letter", "a4"), default="letter", help="the cards' (default: letter)"
    )
    invite.add_argument(
        "--replace", action="store_true", help="end earlier unused codes of the same people"
    )
    invite.add_argument(
        "--end-chats",
        action="store_true",
        help="unlink the chats that these people have now, as after a lost phone",
    )
    invite.add_argument(
        "--days", metavar="N", type=int, default=14, help="how long they work (default: 14)"
    )


def _add_platforms(commands: Any) -> None:
    telegram = _command(
        commands, "telegram", "telegram_command:setup", "care for the bot on Telegram"
    )
    parts = telegram.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _command(
        parts,
        "setup",
        "telegram_command:setup",
        "set the bot's menus and profile on Telegram",
        "Sets the command menus and the profile where they differ, and says what it changed; "
        "'edgefinder serve' does so too when it starts.",
    )
    link = _command(
        parts,
        "link",
        "telegram_command:link",
        "make a link or a QR code that opens the bot",
        "Writes the link that opens the bot, or one that asks it about a credential or checks a "
        "code at once.",
    )
    link.add_argument(
        "what", metavar="CREDENTIAL|CODE", nargs="?", help="a credential, or the code of an award"
    )
    link.add_argument(
        "--qr", metavar="FILE", type=_file, help="write a QR code of it, as FILE.svg or FILE.png"
    )


def _add_certificates(commands: Any) -> None:
    certificate = _command(
        commands,
        "certificate",
        "certificate_command:certificate",
        "make certificates or wallet cards to be printed",
        "Makes a PDF with a certificate each, or with cards for the wallet. With a signing key "
        "each certificate has its signed credential attached.",
    )
    certificate.add_argument("codes", metavar="CODE", nargs="*", help="the award's code")
    certificate.add_argument("--roster", metavar="R", help="all that this roster's people hold")
    certificate.add_argument(
        "--pdf", metavar="FILE", type=_file, required=True, help="where they are written"
    )
    certificate.add_argument("--cards", action="store_true", help="cards for the wallet instead")
    certificate.add_argument(
        "--paper", choices=("letter", "a4"), default="letter", help="its size (default: letter)"
    )
    certificate.add_argument("--language", metavar="L", default="en", help="en or es (default: en)")


def _add_keys(commands: Any) -> None:
    keys = _command(
        commands,
        "keys",
        "keys_command:list_keys",
        "the issuer's signing keys",
        "Cares for the keys that sign credentials, in the folder that EDGEFINDER_KEYS_DIR names.",
    )
    parts = keys.add_subparsers(title="commands", metavar="COMMAND", required=True)
    init = _command(parts, "init", "keys_command:init", "make the first key")
    rotate = _command(
        parts,
        "rotate",
        "keys_command:rotate",
        "make a new key, and keep the one before to verify by",
    )
    for each in (init, rotate):
        each.add_argument(
            "--algorithm",
            choices=("EdDSA", "ES256"),
            help="EdDSA (Ed25519, the default) or ES256",
        )
    revoke = _command(parts, "revoke", "keys_command:revoke", "fail everything that a key signed")
    revoke.add_argument("kid", metavar="KEY", help="the key's name, as 'keys list' shows it")
    revoke.add_argument(
        "--reason", metavar="TEXT", required=True, help="why; whoever verifies is told it"
    )
    _command(parts, "list", "keys_command:list_keys", "show the keys; exit code 1 when none signs")


def _add_care(commands: Any) -> None:
    database = _command(commands, "db", "db_command:upgrade", "care for the database")
    parts = database.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _command(parts, "init", "db_command:init", "make a database that is not there yet")
    _command(parts, "upgrade", "db_command:upgrade", "bring the database to this version")
    _command(parts, "check", "db_command:check", "whether the database is sound")
    backup = _command(parts, "backup", "db_command:backup", "copy the database while it is in use")
    backup.add_argument("file", metavar="FILE", type=_file, help="where to; must not be there yet")
    notices = _command(commands, "notices", "notices_command:retry", "care for notices")
    parts = notices.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _command(
        parts,
        "retry",
        "notices_command:retry",
        "try once more what could not be delivered",
        "Tries once more the notices of the last 30 days that could not be delivered, as 'doctor' "
        "lists them. Who has blocked the bot is told when they link a chat again.",
    )
    completion = _command(
        commands,
        "completion",
        "completion_command:completion",
        "a script with which a shell completes commands",
        "Prints it. In your start file: source <(edgefinder completion bash), the same with zsh; "
        "fish: edgefinder completion fish | source.",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    _command(
        commands,
        "init",
        "init_command:init",
        "a guided set-up: asks, writes .env, makes keys, ends with doctor",
        "Asks for the center's name and time zone, for the tokens of Telegram and Slack (each is "
        "tried at once), and for a public address; writes .env for its owner alone, makes the key "
        "that signs credentials, and offers sheets to fill in.",
    )
    _command(
        commands,
        "doctor",
        "doctor_command:doctor",
        "what is configured, missing or wrong, and how to mend it",
    )


def _add_slack(commands: Any) -> None:
    slack = _command(
        commands, "slack", "slack_command:manifest", "make the app that Slack is served by"
    )
    parts = slack.add_subparsers(title="commands", metavar="COMMAND", required=True)
    manifest = _command(
        parts,
        "manifest",
        "slack_command:manifest",
        "the app manifest, to be pasted where Slack makes an app from one",
    )
    manifest.add_argument(
        "--mode",
        choices=("socket", "http"),
        default="socket",
        help="how Slack reaches the app: Socket Mode, or HTTP at EDGEFINDER_PUBLIC_URL "
        "(default: socket)",
    )
    manifest.add_argument(
        "--installs",
        action="store_true",
        help="workspaces install the app themselves, and their tokens rotate",
    )
    _command(
        parts,
        "key",
        "slack_command:key",
        "a new key for EDGEFINDER_SLACK_TOKEN_KEY, which seals the tokens of workspaces",
    )
    form = manifest.add_mutually_exclusive_group()
    form.add_argument("--yaml", action="store_true", help="as YAML (the default)")
    form.add_argument("--json", action="store_true", help="as JSON")
