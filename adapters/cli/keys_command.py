"""The command keys: create, replace, revoke and list the issuer's signing keys."""

from argparse import Namespace
from pathlib import Path

from adapters.cli.exit_codes import DONE, NO, CannotDo
from adapters.settings_loading import load_settings
from core.awards.keys import Algorithm, Keys, KeyState, SigningKey
from core.clock import utc_now


def init(arguments: Namespace) -> int:
    keys = _keys()
    algorithm = arguments.algorithm
    made = [keys.init(Algorithm(algorithm))] if algorithm else keys.init_all()
    _print_made(made, keys)
    _advise()
    return DONE


def rotate(arguments: Namespace) -> int:
    keys = _keys()
    before = keys.all_current()
    algorithm = arguments.algorithm
    _print_made([keys.rotate(Algorithm(algorithm))] if algorithm else keys.rotate_all(), keys)
    signing = {key.kid for key in keys.all_current()}
    for key in before:
        if key.kid not in signing:
            print(f"The key {key.kid} no longer signs; what it signed stays valid.")
    return DONE


def _print_made(made: list[SigningKey], keys: Keys) -> None:
    for key in made:
        does = signs_what(key, keys)
        print(f"Made the key {key.kid} ({key.algorithm}), which signs {does} from now on.")


def signs_what(key: SigningKey, keys: Keys) -> str:
    """Return what a key signs, such as "credentials as JWT" or "everything".

    If there are two current keys, one may sign JWTs and the other JSON-LD.
    """
    tokens = _same(key, keys.for_tokens())
    if _same(key, keys.for_proofs()):
        return "everything" if tokens else "credentials as JSON-LD"
    return "credentials as JWT" if tokens else "nothing"


def _same(key: SigningKey, other: SigningKey | None) -> bool:
    return other is not None and key.kid == other.kid


def revoke(arguments: Namespace) -> int:
    reason = " ".join(arguments.reason.split())
    if not reason:
        raise CannotDo("--reason is empty: people who verify see it")
    keys = _keys()
    key = keys.revoke(arguments.kid, reason)
    print(f"Revoked the key {key.kid}: whatever it signed is no longer accepted.")
    if keys.current() is None:
        print("No key can sign now: make new ones with 'edgefinder keys init'.")
    else:
        told = ", ".join(
            f"{each.kid} signs {signs_what(each, keys)}" for each in keys.all_current()
        )
        print(f"Now {told}: 'edgefinder keys init' makes a new key of the revoked one's kind.")
    return DONE


def list_keys(_: Namespace) -> int:
    keys = _keys()
    found = keys.all()
    for key in found:
        print(f"{key.kid}  {key.algorithm:<5}  {_told(key, keys)}")
    if not found:
        print("There is no key yet: make one with 'edgefinder keys init'.")
    return DONE if keys.current() else NO


def _told(key: SigningKey, keys: Keys) -> str:
    told = f"{key.state.value}, made on {key.created_at:%Y-%m-%d}"
    if key.state is KeyState.CURRENT:
        told += f", signs {signs_what(key, keys)}"
    if key.retired_at:
        told += f", replaced on {key.retired_at:%Y-%m-%d}"
    if key.revoked_at:
        told += f", revoked on {key.revoked_at:%Y-%m-%d}: {key.revoked_because}"
    return told


def _keys() -> Keys:
    folder: Path | None = load_settings().keys_dir
    if folder is None:
        raise CannotDo("set EDGEFINDER_KEYS_DIR to a folder for the keys")
    return Keys(folder, utc_now)


def _advise() -> None:
    if load_settings().public_url is None:
        print("Set EDGEFINDER_PUBLIC_URL too: signed credentials contain that address.")
