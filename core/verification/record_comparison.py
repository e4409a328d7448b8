"""Compare a credential that we issued with our record of the award."""

from typing import Any

from core.awards.codes import read_code
from core.awards.credential import Awarded
from core.catalog.model import Credential
from core.language.message import Message, _
from core.verification.credential_findings import Signed
from core.verification.signed_content import Refused, Statements, from_json


def differences(said: Statements, recorded: Awarded, known: Credential | None) -> list[Message]:
    """Return the names of those fields of a credential that differ from our record.

    A former title of the credential is not a difference.
    """
    titles = (known.title, *known.former_titles) if known else (recorded.credential,)
    title = said.title if said.title in titles else titles[0]
    days = tuple(each[:10] for each in said.valid_from)
    wanted = (
        (_("the holder's name"), said.holder, recorded.holder),
        (_("the credential"), (said.title, said.code), (title, recorded.credential)),
        (_("the date of issue"), days, (recorded.issued_on.isoformat(),)),
    )
    return [field for field, told, held in wanted if told != held]


def claims_of(signed: Signed) -> Statements | None:
    """Return what an altered credential claims.

    The claims are only compared with our record, and never shown.
    """
    said = from_json(signed.credential)
    return None if isinstance(said, Refused) else said


def code_in(address: Any) -> str | None:
    """Return our award code if a credential's identifier ends in one, else None."""
    read = read_code(address.rpartition("/")[2]) if isinstance(address, str) else None
    return read if isinstance(read, str) else None
