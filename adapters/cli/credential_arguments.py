"""Declare the arguments of the commands revoke, certificate and keys."""

from typing import Any

from adapters.cli.parser_parts import add_command, add_pdf_options
from bot.whose_record import Shows


def add_revoke(commands: Any) -> None:
    revoke = add_command(
        commands, "revoke", "revoke_and_invite:revoke", Shows.PROOF, "revoke a credential"
    )
    revoke.add_argument("code", metavar="CODE", help="the credential's code")
    revoke.add_argument(
        "--reason", metavar="TEXT", required=True, help="the reason, which people who verify it see"
    )


def add_certificates(commands: Any) -> None:
    certificate = add_command(
        commands,
        "certificate",
        "certificate_command:certificate",
        Shows.ANYBODY,
        "make certificates or wallet cards to print",
        "Makes a PDF of certificates or wallet cards. With a signing key, each "
        "certificate has its signed credential attached.",
    )
    certificate.add_argument("codes", metavar="CODE", nargs="*", help="the award's code")
    certificate.add_argument(
        "--roster", metavar="R", help="all credentials of the people on this roster"
    )
    add_pdf_options(certificate, "the file to write", required=True)
    certificate.add_argument(
        "--cards", action="store_true", help="wallet cards instead of certificates"
    )
    certificate.add_argument(
        "--language", metavar="L", default="en", help="the language, en or es (default: en)"
    )


def add_keys(commands: Any) -> None:
    keys = add_command(
        commands,
        "keys",
        "keys_command:list_keys",
        Shows.NOBODY,
        "manage the issuer's signing keys",
        "Manages the keys that sign credentials, in the folder EDGEFINDER_KEYS_DIR.",
    )
    parts = keys.add_subparsers(title="commands", metavar="COMMAND", required=True)
    init = add_command(
        parts,
        "init",
        "keys_command:init",
        Shows.NOBODY,
        "make the signing keys that are missing",
    )
    rotate = add_command(
        parts,
        "rotate",
        "keys_command:rotate",
        Shows.NOBODY,
        "make new keys, and keep the old ones for verifying",
    )
    for each in (init, rotate):
        each.add_argument(
            "--algorithm",
            choices=("EdDSA", "ES256"),
            help="only the key for EdDSA (Ed25519: credentials as JSON-LD) or for ES256 (JWTs)",
        )
    revoke = add_command(
        parts,
        "revoke",
        "keys_command:revoke",
        Shows.NOBODY,
        "make everything that a key signed invalid",
    )
    revoke.add_argument("kid", metavar="KEY", help="the key's name, as 'keys list' shows it")
    revoke.add_argument(
        "--reason", metavar="TEXT", required=True, help="the reason, which people who verify see"
    )
    add_command(
        parts,
        "list",
        "keys_command:list_keys",
        Shows.NOBODY,
        "list the keys; exit code 1 if none can sign",
    )
