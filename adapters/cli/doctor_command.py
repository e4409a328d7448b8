"""The command doctor: report what is configured, missing or wrong, and how to fix it."""

import os
import shlex
import stat
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from adapters.cli.doctor_online import online_findings
from adapters.cli.error_lines import error_line
from adapters.cli.exit_codes import DONE, NO
from adapters.cli.interrupts import run_interruptibly
from adapters.configured_platforms import platform_checks
from adapters.env_file import ENV_FILE
from adapters.open_edgefinder import open_database, secret
from adapters.platform_check import GOOD, OFF, WRONG, Finding
from adapters.setting_checks import comma_separated
from adapters.settings import Settings, SettingsError, default_database_url
from adapters.settings_loading import load_settings
from adapters.unknown_settings import unknown_settings
from core.awards.issuer import signer
from core.awards.keys import Algorithm, KeysError
from core.awards.signing import NO_KEY
from core.catalog.fees import FeesError, load_fees
from core.catalog.loading import CatalogError, load_catalog
from core.catalog.model import Catalog
from core.clock import utc_now
from core.edgefinder import open_edgefinder
from core.outbox.dead_letters import DeadLetters
from core.records.record_counts import COUNTED, LOOKED_AT, Counts
from core.storage.database import DatabaseError, database_url
from core.storage.postgresql_checks import ServerSettings, server_settings
from core.storage.revisions import newest
from core.typesetting import FONT_PACKAGES, SCRIPTS, unprintable
from core.verification.files.worker_process import MEMORY, MEMORY_IS_BOUNDED, SECONDS
from core.verification.trusted_issuers import TrustedError, load_trusted

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def doctor(_: Namespace) -> int:
    findings: list[Finding] = []
    try:
        settings = load_settings()
    except SettingsError as error:
        findings = [(WRONG, problem) for problem in error.problems]
    else:
        findings += [(WRONG, line) for line in unknown_settings()]
        findings += run_interruptibly(_database(settings))
        findings += run_interruptibly(_serving(settings))
        findings += [*_catalog(settings), *_platforms(settings), _signing(settings)]
        findings += _trusted(settings)
        findings.append(_files())
        findings.append(_fonts())
        findings.append(_understanding())
        findings += [*_private_files(settings), *_issuer(settings)]
        findings += run_interruptibly(online_findings(settings))
    for sign, words in findings:
        print(f"{sign} {words}")
    return NO if any(sign == WRONG for sign, _ in findings) else DONE


_NO_DATABASE = "does not exist yet; 'edgefinder db init' or importing people creates it"


async def _database(settings: Settings) -> list[Finding]:
    try:
        async with open_database(settings) as database:
            if database.is_sqlite and not database.exists():
                return [
                    (OFF, f"database: {database.description} {_NO_DATABASE}"),
                    (OFF, "records: import people with 'edgefinder import people FILE'"),
                ]
            found = [(GOOD, f"database: {database.description}, at {newest()}")]
            found += _server(await server_settings(database))
        edgefinder = await open_edgefinder(
            database_url=settings.database_url,
            direct_url=secret(settings.database_direct_url),
            create=False,
        )
        try:
            held = await edgefinder.database_report.counts()
            undelivered = await edgefinder.database_report.dead_letters()
            faults = await edgefinder.database_report.schema_differences()
        finally:
            await edgefinder.close()
    except DatabaseError as error:
        return [(WRONG, f"database: {error}")]
    except Exception as error:  # noqa: BLE001 - the doctor reports every error
        return [(WRONG, f"database: {error_line(error)}")]
    found += [(WRONG, f"database: {fault}") for fault in faults]
    return [*found, *_records(held), *_undelivered(undelivered)]


def _server(server: ServerSettings | None) -> Iterator[Finding]:
    """Yield a finding for each problem in the configuration of a PostgreSQL server.

    If there is no problem, yield one finding that says so. Yield nothing if `server` is None.
    """
    if server is None:
        return
    faults = server.faults()
    for fault in faults:
        yield WRONG, f"postgresql: {fault}"
    if not faults:
        room = f"connections for {server.processes} 'edgefinder serve'"
        yield GOOD, f"postgresql: {server.version}, {room}"


async def _serving(settings: Settings) -> list[Finding]:
    """Ask `edgefinder serve` on this machine for its health, and return the findings.

    Return [] if `edgefinder serve` is not running.
    """
    import aiohttp

    host = "127.0.0.1" if settings.http_host in {"0.0.0.0", "::"} else settings.http_host  # noqa: S104 - only compared
    url = f"http://{host}:{settings.http_port}/readyz"
    try:
        patience = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(timeout=patience) as session, session.get(url) as answer:
            checks = (await answer.json()).get("checks", {})
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError):
        return []
    wrong = [(WRONG, f"serve: {part}: {said}") for part, said in checks.items() if said != "ok"]
    return wrong or [(GOOD, f"serve: running, {', '.join(checks)} are well")] * bool(checks)


def _records(held: Counts) -> Iterator[Finding]:
    if not held.people:
        yield OFF, ("records: no people yet; import them with 'edgefinder import people FILE'")
        return
    yield (
        GOOD,
        f"records: people {held.people:,}, results {held.results:,}, awards {held.awards:,}",
    )
    if not held.results:
        yield OFF, "results: none yet; import them with 'edgefinder import results FILE'"
    if not held.linked:
        yield (
            OFF,
            "chats: none linked yet; make invitations with 'edgefinder invite --roster ROSTER'",
        )
    else:
        yield GOOD, f"chats: linked {held.linked:,}, of these unreachable {held.unreachable:,}"
    waiting = f"{_counted(held.waiting)}{f' of the newest {LOOKED_AT:,}' if held.older else ''}"
    yield GOOD, f"notices: due {_counted(held.due)}, waiting for a chat to be linked {waiting}"


def _counted(count: int) -> str:
    return f"more than {COUNTED:,}" if count > COUNTED else f"{count:,}"


def _undelivered(letters: list[DeadLetters]) -> Iterator[Finding]:
    """Yield a finding for each platform and reason of undeliverable notices.

    Each finding has the command that sends the notices again.
    """
    for each in letters:
        where = f" on {each.platform}" if each.platform else ""
        count = f"{each.count:,} of them" if each.count > 1 else "one"
        what = f"undeliverable{where}: {count}, since {each.oldest:%Y-%m-%d}: {each.reason}"
        yield OFF, f"{what}; once that is fixed, run 'edgefinder notices retry'"


def _catalog(settings: Settings) -> Iterator[Finding]:
    try:
        loaded = load_catalog(settings.catalog)
    except CatalogError as error:
        yield WRONG, f"catalog: {error}"
        return
    whose = settings.catalog or "the one shipped with Edgefinder"
    yield GOOD, f"catalog: {len(loaded.credentials)} credentials, {whose}"
    yield from _fees(settings, loaded)


def _fees(settings: Settings, catalog: Catalog) -> Iterator[Finding]:
    """Yield a finding on the price list: it is wrong, or this many of its prices are old.

    Yield nothing if there is no price list.
    """
    if settings.fees is None:
        return
    try:
        loaded = load_fees(settings.fees, catalog)
    except FeesError as error:
        yield WRONG, f"fees: {error}"
        return
    old = sum(fee.is_old(utc_now().date()) for fee in loaded.fees)
    check = f"'edgefinder fees check {settings.fees}'"
    if old:
        yield OFF, f"fees: {old} of {len(loaded.fees)} prices are over a year old; run {check}"
    else:
        yield GOOD, f"fees: {len(loaded.fees)} prices in {loaded.currency}, {settings.fees}"


def _signing(settings: Settings) -> Finding:
    """Return a finding that says which keys sign credentials, or why nothing signs them."""
    signs = signer(settings.issuer_name, settings.public_url, settings.keys_dir, utc_now)
    if isinstance(signs, str):
        return OFF, f"signing: off; {signs}"
    try:
        keys = signs.keys.all_current()
    except KeysError as error:
        return WRONG, f"signing: {error}"
    if not keys:
        return WRONG, f"signing: {NO_KEY}"
    told = " and ".join(f"{key.kid} ({key.algorithm})" for key in keys)
    if len(keys) > 1:
        return GOOD, f"signing: as {signs.did}, with the keys {told}"
    lacks = (
        "many verifiers of JWTs need ES256"
        if keys[0].algorithm is Algorithm.ED25519
        else "credentials as JSON-LD need an EdDSA key"
    )
    more = f"; {lacks}: 'edgefinder keys init' adds it"
    return GOOD, f"signing: as {signs.did}, with the key {told}{more}"


def _private_files(settings: Settings) -> Iterator[Finding]:
    """Yield a finding for each file or folder that other users of this machine can read or replace.

    Only files with secrets or records, and the folders of the database, are checked.
    """
    if os.name != "posix":
        return
    kept = [Path(ENV_FILE), *_database_files(settings)]
    kept += [*settings.keys_dir.glob("*")] if settings.keys_dir is not None else []
    for path in kept:
        if _mode(path) & _OTHERS:
            yield WRONG, f"permissions: others can read {path}; run {_chmod(600, path)}"
    for folder in {path.parent for path in _database_files(settings)}:
        mode = _mode(folder)
        if mode & (stat.S_IWGRP | stat.S_IWOTH) and not mode & stat.S_ISVTX:
            told = f"others can replace the database in {folder}"
            yield WRONG, f"permissions: {told}; run {_chmod(700, folder)}"
        elif settings.database_url == default_database_url() and mode & _OTHERS:
            yield WRONG, f"permissions: others can look into {folder}; run {_chmod(700, folder)}"


def _database_files(settings: Settings) -> list[Path]:
    """Return the files of a SQLite database, or [] if the database is on a server."""
    try:
        url = database_url(settings.database_url)
    except DatabaseError:
        return []
    if url.get_backend_name() != "sqlite":
        return []
    return [Path(f"{url.database}{rest}") for rest in ("", "-wal", "-shm")]


def _mode(path: Path) -> int:
    """Return a file's permission bits, or 0 if the file does not exist."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _chmod(mode: int, path: Path) -> str:
    return f"'chmod {mode} {shlex.quote(str(path))}'"


def _issuer(settings: Settings) -> Iterator[Finding]:
    """Yield a finding if the settings do not name the issuer of credentials."""
    if "issuer_name" not in settings.given:
        words = f"issuer: called '{settings.issuer_name}' on documents and pages"
        yield OFF, f"{words}; set EDGEFINDER_ISSUER_NAME"


def _trusted(settings: Settings) -> Iterator[Finding]:
    """Yield findings that name the other trusted hosts and issuers, if any are configured."""
    if hosts := comma_separated(settings.trusted_hosts):
        yield GOOD, f"trusted hosts: {', '.join(hosts)}; checks may fetch from these"
    if settings.trusted_dir is None:
        return
    try:
        trusted = load_trusted(settings.trusted_dir)
        count = len(trusted)
    except TrustedError as error:
        yield WRONG, f"trusted issuers: {error}"
    else:
        advice = "" if count else "; put their DID documents (*.json) into the folder"
        lists = len(trusted.lists)
        told = f", with {lists} status list{'' if lists == 1 else 's'}" if lists else ""
        yield (GOOD if count else OFF), f"trusted issuers: {count}{told}{advice}"


def _understanding() -> Finding:
    """Return a finding that says whether the sentence encoder is installed in the right version.

    Without the encoder, the bot understands free text less well.
    """
    from bot.understanding.classifier import classifier
    from bot.understanding.encoder import ENCODER, encoder, encoder_version

    trained = classifier().encoder_version
    if encoder() is None:
        return OFF, f"free text: understood by rules only; install {ENCODER}=={trained}"
    if encoder_version() != trained:
        return (
            OFF,
            f"free text: the installed encoder has the wrong version; install {ENCODER}=={trained}",
        )
    return GOOD, f"free text: English and Spanish, {ENCODER} {trained}"


def _fonts() -> Finding:
    """Return a finding that names the scripts, such as Thai, for which no font is installed."""
    without = unprintable(SCRIPTS.values())
    missing = [script for script, name in SCRIPTS.items() if name in without]
    if not missing:
        return GOOD, "fonts: names of every script can be printed"
    return OFF, (
        f"fonts: none has {', '.join(missing)}, and names in these cannot be printed; "
        f"run 'apt-get install {FONT_PACKAGES}'"
    )


def _files() -> Finding:
    """Return a finding that says whether this system limits the memory for reading a file."""
    megabytes = MEMORY // 1024 // 1024
    if MEMORY_IS_BOUNDED:
        return GOOD, f"files: read in processes of {SECONDS} seconds and {megabytes} MB at most"
    words = (
        f"files: read in processes of {SECONDS} seconds at most; this system cannot limit their "
        f"memory: run on Linux if strangers can send files"
    )
    return OFF, words


def _platforms(settings: Settings) -> Iterator[Finding]:
    yield from (each.configured(settings) for each in platform_checks())
    if settings.public_url:
        yield GOOD, f"web: {settings.public_url}"
    else:
        here = f"http://{settings.http_host}:{settings.http_port}"
        advice = "set EDGEFINDER_PUBLIC_URL so that links are given out"
        yield OFF, f"web: {here} while 'edgefinder serve' runs; {advice}"
