"""The command init: set up by answering a few questions, then show the doctor's report."""

import os
import shutil
import sys
import textwrap
from argparse import Namespace
from collections.abc import Awaitable, Callable
from getpass import getpass
from pathlib import Path

import aiohttp
import platformdirs

from adapters.cli.doctor_command import doctor
from adapters.cli.exit_codes import CannotDo
from adapters.cli.interrupts import run_interruptibly
from adapters.env_file import ENV_FILE
from adapters.setting_checks import WrongSetting, check_web_address
from adapters.settings import default_of, variable
from adapters.token_owners import FAULTS, PATIENCE, slack_app, slack_socket_opens, telegram_bot
from core.awards.keys import Algorithm, Keys
from core.clock import utc_now
from core.importing.templates import TEMPLATES, write_file
from core.notices.schedule import zone_named, zones_near

_YES = frozenset(("y", "yes", "s", "si", "sí"))
_NO = frozenset(("n", "no"))
_SHEETS = ("people", "rosters", "results")


def init(_: Namespace) -> int:
    env = Path(ENV_FILE)
    if env.exists():
        raise CannotDo(
            f"{ENV_FILE} exists and was not changed: edit it, or move it away to start again"
        )
    try:
        answers = _asked()
    except KeyboardInterrupt:
        print("\nNothing was written.")
        raise
    print()
    if "keys_dir" in answers:
        _make_keys(Path(answers["keys_dir"]))
    _write(env, answers)
    print(f"Wrote {env.absolute()}, readable only by you.")
    if _yes("Write templates for people, rosters and results here?"):
        _write_sheets()
    print("\nWhat 'edgefinder doctor' says about it:\n")
    return doctor(Namespace())


def _asked() -> dict[str, str]:
    """Ask the user for the settings. Return the answers by the settings' names.

    Nothing is written yet.
    """
    _say("A few questions; an empty answer accepts the value in brackets, or skips it.")
    print()
    answers = {"issuer_name": _name(), "time_zone": _zone()}
    if token := _tried(
        "Telegram: write /newbot to @BotFather, and paste the token that it gives", _telegram
    ):
        answers["telegram_token"] = token
    if token := _tried(
        "Slack: make the app with 'edgefinder slack manifest' on api.slack.com/apps, install it, "
        "and paste its Bot User OAuth Token (xoxb-...)",
        _slack,
    ):
        answers["slack_bot_token"] = token
        if app_token := _tried(
            "Its app-level token, from Basic Information, with connections:write (xapp-...)",
            _slack_socket,
        ):
            answers["slack_app_token"] = app_token
    if address := _address():
        answers["public_url"] = address
        answers["keys_dir"] = str(Path(platformdirs.user_data_dir("edgefinder")) / "keys")
    return answers


def _answer(question: str, default: str = "", *, hidden: bool = False) -> str:
    """Ask a question and return the answer. The terminal does not show a `hidden` answer."""
    _say(f"{question}{f' [{default}]' if default else ''}:", end=" ")
    if sys.stdin is None:  # standard input is closed
        line = ""
    else:
        line = _hidden_line() if hidden and sys.stdin.isatty() else sys.stdin.readline()
    if not line:
        print()
        raise CannotDo("the questions were not answered to the end: nothing was written")
    return line.strip() or default


def _hidden_line() -> str:
    try:
        return f"{getpass('')}\n"
    except EOFError:
        return ""


def _say(words: str, end: str = "\n") -> None:
    """Print a text, with lines as wide as the terminal."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - len(end)
        words = textwrap.fill(words, width, break_long_words=False, break_on_hyphens=False)
    print(words, end=end, flush=True)


def _yes(question: str, default: str = "y") -> bool:
    while (answer := _answer(f"{question} (y/n)", default).lower()) not in _YES | _NO:
        print("Answer y or n.")
    return answer in _YES


def _name() -> str:
    most = 120
    while not (name := _answer("The training center's name, as printed on certificates")) or (
        len(name) > most
    ):
        _say(f"A name is needed, of at most {most} characters.")
    return name


def _zone() -> str:
    while True:
        typed = _answer("Its time zone, or a city in it", "America/New_York")
        if zone := zone_named(typed):
            return zone
        near = zones_near(typed)[:3]
        meant = f" Do you mean {' or '.join(near)}?" if near else ""
        _say(f"There is no such time zone.{meant}")


def _address() -> str:
    _say(
        "A public address, so that others can open a credential's page, and credentials are "
        "signed: https://verify.example.org"
    )
    while address := _answer("Public address"):
        try:
            return check_web_address(address)
        except WrongSetting:
            _say("The address must begin with https:// and a host, without spaces.")
    return ""


_Try = Callable[[aiohttp.ClientSession, str], Awaitable[str]]
"""A function that returns the account that a token belongs to.

It returns '' if the platform refuses the token.
"""


def _tried(question: str, whose: _Try) -> str:
    """Ask for a token and test it online. Return '' if the user skips the platform."""
    _say(question)
    while token := _answer("Token (not shown as you type)", hidden=True):
        told, sure = run_interruptibly(_try(whose, token))
        _say(told)
        if sure or _yes("Keep it anyway?", "n"):
            break
    return token


async def _try(whose: _Try, token: str) -> tuple[str, bool]:
    if any(not character.isprintable() or character.isspace() for character in token):
        return "This is not a token: a token has no spaces.", False
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session:
            name = await whose(session, token)
    except FAULTS:
        return "It could not be tested: the platform does not answer.", False
    if not name:
        return "The platform refuses it: check that you copied the whole token.", False
    return f"This is the token of {name}.", True


async def _telegram(session: aiohttp.ClientSession, token: str) -> str:
    name = await telegram_bot(session, _api("telegram_api_url"), token)
    return f"@{name}" if name else ""


async def _slack(session: aiohttp.ClientSession, token: str) -> str:
    app = await slack_app(session, _api("slack_api_url"), token)
    return app.team if app else ""


async def _slack_socket(session: aiohttp.ClientSession, token: str) -> str:
    opens = await slack_socket_opens(session, _api("slack_api_url"), token)
    return "the app, for Socket Mode" if opens else ""


def _api(name: str) -> str:
    """Return the URL of a platform's API.

    If the environment names a private server, return the URL of that server.
    """
    default: str = default_of(name)
    return os.environ.get(variable(name)) or default


def _make_keys(folder: Path) -> None:
    """Make the keys that sign credentials, unless an earlier setup has made them."""
    keys = Keys(folder, utc_now)
    if len(keys.all_current()) == len(Algorithm):
        print(f"The keys in {folder} sign credentials, as before.")
        return
    # accessible only to its owner, because the database may be in this parent folder too
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys.init_all()
    print(f"Made the keys that sign credentials, in {folder}: keep a copy.")


def _write(env: Path, answers: dict[str, str]) -> None:
    """Write all settings to a new `.env`, readable only by its owner.

    Raises CannotDo if the file already exists or cannot be created.
    """
    lines = [f"{variable(name)}={_quoted(value)}\n" for name, value in answers.items()]
    try:
        handle = os.open(env, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as error:
        raise CannotDo(f"{env} cannot be written: {error.strerror}") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(lines)


def _quoted(value: str) -> str:
    """Quote a value so that dotenv reads it back unchanged, whatever characters it contains."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _write_sheets() -> None:
    for kind in _SHEETS:
        path = Path(f"{kind}.csv")
        if path.exists():
            print(f"{path} exists and was not changed.")
        elif kind in TEMPLATES:
            write_file(kind, path)
            print(
                f"Wrote {path}: replace the examples with your own rows, then run 'edgefinder "
                f"import {kind} {path}'."
            )
