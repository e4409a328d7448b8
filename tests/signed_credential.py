"""Create a center with a signed credential of Ana, as a JWT and as JSON-LD."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.awards.issuer import Issuer
from core.verification.files.worker_pool import FileReader
from tests.world import World, open_world

URL = "https://verify.example.org"


@dataclass
class SignedCredential:
    """A center that signs, and one of its credentials: as a JWT and as JSON-LD."""

    world: World
    issuer: Issuer
    code: str
    token: str
    document: dict[str, Any]


async def anas_credential(database_url: str, keys: Path, files: FileReader) -> SignedCredential:
    """Open a center with new keys in `keys`, where Ana has a credential.

    The center reads files with `files`.
    """
    world = await open_world(database_url, URL, keys)
    signing = world.edgefinder.signing
    assert signing.issuer is not None
    signing.issuer.keys.init()
    await world.candidate("1001", "Ana Popescu")
    code = await world.award("1001", "M1-MMS", date(2026, 5, 1))
    awarded = await signing.find_award(code)
    assert awarded is not None
    token, document = await signing.token(awarded), await signing.document(awarded)
    assert isinstance(token, str)
    assert isinstance(document, dict)
    world.edgefinder._signed_credentials._reader = files
    return SignedCredential(world, signing.issuer, code, token, document)
