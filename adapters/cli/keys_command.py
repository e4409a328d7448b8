"""keys: the issuer's signing keys made, replaced, revoked and listed."""

from argparse import Namespace
from pathlib import Path

from adapters.cli.outcome import DONE, NO, CannotDo
from adapters.settings import load_settings
from core.awards.keys import Algorithm, Keys, SigningKey
from core.clock import utc_now


def init(arguments: Namespace) -> int:
    key = _keys().init(Algorithm(arguments.algorithm or Algorithm.ED25519))
    print(f"Made the key {key.kid} ({key.algorithm}), which signs from now on.")
    _advise()
    return DONE


def rotate(arguments: Namespace) -> int:
    keys = _keys()
    before = keys.current()
    key = keys.rotate(Algorithm(arguments.algorithm) if arguments.algorithm else None)
    print(f"Made the key {key.kid} ({key.algorithm}), which signs from now on.")
    if before is not None:
        print(f"The key {before.kid} no longer signs; what it signed stays valid.")
    return DONE


def revoke(arguments: Namespace) -> int:
    reason = " ".join(arguments.reason.split())
    if not reason:
        raise CannotDo("--reason is empty: whoever verifies is told it")
    keys = _keys()
    key = keys.revoke(arguments.kid, reason)
    print(f"Revoked the key {key.kid}: whatever it signed is not accepted any more.")
    if keys.current() is None:
        print("No key signs now: make a new one with 'edgefinder keys rotate'.")
    return DONE


def list_keys(_: Namespace) -> int:
    keys = _keys()
    found = keys.all()
    for key in found:
        print(f"{key.kid}  {key.algorithm:<5}  {_told(key)}")
    if not found:
        print("There is no key yet: make one with 'edgefinder keys init'.")
    return DONE if keys.current() else NO


def _told(key: SigningKey) -> str:
    told = f"{key.state.value}, made on {key.created_at:%Y-%m-%d}"
    if key.retired_at:
        told += f", replaced on {key.retired_at:%Y-%m-%d}"
    if key.revoked_at:
        told += f", revoked on {key.revoked_at:%Y-%m-%d}: {key.revoked_because}"
    return told


def _keys() -> Keys:
    folder: Path | None = load_settings().keys_dir
    if folder is None:
        raise CannotDo("set EDGEFINDER_KEYS_DIR to the folder that is to hold the keys")
    return Keys(folder, utc_now)


def _advise() -> None:
    if load_settings().public_url is None:
        print("Set EDGEFINDER_PUBLIC_URL too: credentials are signed under that address.")
