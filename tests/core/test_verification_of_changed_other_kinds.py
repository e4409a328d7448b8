"""Open Badges 2.0, SD-JWTs and plain credentials that are called valid show only signed facts.

After any change, one of them is not valid, or it shows what was signed. The holder of an SD-JWT may
leave disclosures out, but cannot add any.
"""

import base64
import json
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.verification.credential_checks import check, take_signed
from core.verification.files.found_items import FoundDocument, FoundToken, NothingFound
from core.verification.trusted_issuers import Trusted
from core.verification.verdict import VerdictKind
from tests.core.other_badges import (
    ADDRESS,
    ASSERTION,
    PLAIN,
    college,
    disclosure,
    packed,
    sd_jwt,
    signed,
    signer,
)
from tests.core.test_verification_of_changed_credentials import CHANGED, changed
from tests.core.trusted_badges import facts, worked_out
from tests.world import StoppedClock

EXAMPLES = CHANGED // 4


def told(held: FoundToken | FoundDocument, trusted: Trusted) -> tuple[str, ...] | None:
    """Return what is shown of a credential if it is valid, or else None."""
    taken = take_signed(held)
    if isinstance(taken, NothingFound):
        return None
    finding = check(taken, None, trusted, StoppedClock()())
    if finding.kind is not VerdictKind.VALID:
        return None
    assert finding.said is not None
    theirs = any(each.is_address(ADDRESS) for each in finding.said.recipients)
    return (*facts(finding), str(finding.issuer), str(theirs))


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=="))
    return found


def with_claims(token: str, claims: Any) -> str:
    head, _claims, rest = token.split(".", 2)
    return f"{head}.{packed(json.dumps(claims).encode())}.{rest}"


@cache
def token_of(kind: str) -> str:
    made = {
        "a badge of 2.0": lambda: signed(ASSERTION),
        "a plain JWT": lambda: signer().token(PLAIN),
    }
    return made[kind]()


@pytest.mark.minutes
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", ["a badge of 2.0", "a plain JWT"])
def test_a_token_with_changed_claims_is_not_valid_or_shows_the_signed_claims(kind: str) -> None:
    token = token_of(kind)
    trusted = college() if kind == "a badge of 2.0" else signer().trusted
    whole = told(FoundToken(token), trusted)
    assert whole is not None

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(changed(claims_of(token)))
    def law(claims: dict[str, Any]) -> None:
        assert told(FoundToken(with_claims(token, claims)), trusted) in {None, whole}

    law()


@cache
def proved(suite: str) -> dict[str, Any]:
    return signer().prove(PLAIN, suite)


@pytest.mark.minutes
@pytest.mark.timeout(0)
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_changed_plain_credential_is_not_valid_or_shows_the_signed_facts(suite: str) -> None:
    trusted = signer().trusted
    whole = told(worked_out(proved(suite)), trusted)
    assert whole is not None

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(changed(proved(suite)))
    def law(document: dict[str, Any]) -> None:
        assert told(worked_out(document), trusted) in {None, whole}

    law()


MADE = [
    *(disclosure("name", "Someone Else"), disclosure("exp", 1), disclosure("vct", "x")),
    *(disclosure("_sd", []), disclosure("iss", "x"), disclosure("given_name", "Someone")),
    *("", "x", "eyJhbGciOiJub25lIn0.e30."),
]


@st.composite
def rearranged(draw: st.DrawFn, whole: str) -> str:
    """Generate an SD-JWT whose parts are dropped, doubled, added, moved, damaged or changed."""
    parts = whole.split("~")
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(parts) - 1))
        match draw(st.sampled_from(["drop", "double", "add", "move", "damage", "claims"])):
            case "drop" if len(parts) > 1:
                del parts[place]
            case "double":
                parts.insert(place, parts[place])
            case "add":
                parts.insert(place, draw(st.sampled_from(MADE)))
            case "move":
                parts.insert(draw(st.integers(0, len(parts) - 1)), parts.pop(place))
            case "damage" if parts[place]:
                at = draw(st.integers(0, len(parts[place]) - 1))
                letter = draw(st.sampled_from("A0_.~"))
                parts[place] = parts[place][:at] + letter + parts[place][at + 1 :]
            case "claims" if parts[0] == whole.split("~", maxsplit=1)[0]:
                parts[0] = with_claims(parts[0], draw(changed(claims_of(parts[0]))))
    return "~".join(parts)


@pytest.mark.minutes
@pytest.mark.timeout(0)
def test_a_changed_sd_jwt_is_not_valid_or_shows_no_more_than_the_signed_facts() -> None:
    whole, trusted = sd_jwt("name", "birthdate"), signer().trusted
    shown = told(FoundToken(whole), trusted)
    assert shown is not None
    allowed = {None, shown, ("", *shown[1:])}

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(rearranged(whole))
    def law(text: str) -> None:
        assert told(FoundToken(text), trusted) in allowed

    law()
