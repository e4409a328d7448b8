"""A credential that is called valid shows the signed facts and no others.

The JSON of a trusted issuer's credential is changed in many ways: members are moved, wrapped,
aliased, nested, renamed, retyped, duplicated, normalized. After each change it is not valid, or it
shows what was signed.
"""

import json
import os
import threading
import unicodedata
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.verification.credential_checks import check, take_signed
from core.verification.files.found_items import NothingFound
from core.verification.verdict import VerdictKind
from tests.core.trusted_badges import (
    BADGE,
    FACTS,
    ISSUER,
    Signer,
    facts,
    found,
    new_signer,
    worked_out,
)
from tests.world import StoppedClock

WHOLE = 100_000
CHANGED = int(os.environ.get("EDGEFINDER_TEST_SLOW", "200"))
"""The number of changed credentials to try. `make slow` sets a large number."""
SUITES = ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019"]
EXAMPLES = CHANGED // len(SUITES)
Place = tuple[str | int, ...]

NAMES = [
    *("id", "type", "name", "issuer", "validFrom", "validUntil", "credentialSubject", "identifier"),
    *("identityHash", "identityType", "achievement", "humanCode", "proof", "@context", "@id"),
    *("@type", "@value", "@graph", "@nest", "@included", "@reverse", "@list", "@set", "@language"),
    *("https://schema.org/name", "https://www.w3.org/2018/credentials#validUntil", "description"),
    *("expires", "created", "proofPurpose", "unknown", "criteria", "issuanceDate", "evidence"),
]
VALUES: list[Any] = [
    *("Someone Else", "Five-axis Milling", "2020-01-01T00:00:00Z", "2036-01-01T00:00:00Z", ISSUER),
    *("", None, True, 0, 1.5, [], {}, "_:b0", "relative", "https://elsewhere.example.org/"),
    *({"@value": "Someone Else"}, {"@id": ISSUER}, {"@context": {"name": None}}, ["Someone Else"]),
    {"@context": {"alias": "@nest"}, "alias": {"name": "Someone Else"}},
    {"identityHash": "Someone Else", "identityType": "name", "type": "IdentityObject"},
    {"id": ISSUER, "name": "Another College"},
]


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Yield the path to every value inside a document."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for name, each in entries:
        yield (*at, name)
        if isinstance(each, dict | list):
            yield from places(each, (*at, name))


def at(document: Any, place: Place) -> Any:
    for name in place:
        document = document[name]
    return document


def put(document: Any, place: Place, value: Any) -> None:
    at(document, place[:-1])[place[-1]] = value


def wrapped(value: Any, how: str) -> Any:
    return {
        "in a list": [value],
        "in two lists": [[value]],
        "twice": [value, deepcopy(value)],
        "as a value": {"@value": value},
        "as a node": {"@id": value},
        "in a graph": {"@graph": value},
        "in a set": {"@set": [value]},
        "nested": {"@nest": value},
        "under an id": {"id": value},
        "as text": str(value),
    }[how]


WRAPS = [
    *("in a list", "in two lists", "twice", "as a value", "as a node", "in a graph", "in a set"),
    *("nested", "under an id", "as text"),
]


def change(draw: st.DrawFn, document: dict[str, Any]) -> None:
    """Change a document in one randomly chosen way, at one place."""
    all_places = list(places(document))
    if not all_places:
        return
    place = draw(st.sampled_from(all_places))
    value, parent = at(document, place), at(document, place[:-1])
    match draw(st.sampled_from(["wrap", "set", "add", "move", "rename", "drop", "copy", "form"])):
        case "wrap":
            put(document, place, wrapped(value, draw(st.sampled_from(WRAPS))))
        case "set":
            put(document, place, deepcopy(draw(st.sampled_from(VALUES))))
        case "add" if isinstance(value, dict):
            value[draw(st.sampled_from(NAMES))] = deepcopy(draw(st.sampled_from(VALUES)))
        case "add" if isinstance(value, list):
            value.append(deepcopy(draw(st.sampled_from(VALUES))))
        case "move":
            del parent[place[-1]]
            homes = [document, *(at(document, p) for p in places(document))]
            home = draw(st.sampled_from([each for each in homes if isinstance(each, dict)]))
            home[str(place[-1])] = value
        case "rename" if isinstance(parent, dict):
            parent[draw(st.sampled_from(NAMES))] = parent.pop(place[-1])
        case "drop":
            del parent[place[-1]]
        case "copy":
            parent_of = at(document, draw(st.sampled_from(all_places)))
            if isinstance(parent_of, dict):
                parent_of[draw(st.sampled_from(NAMES))] = deepcopy(value)
        case "form" if isinstance(value, str):
            form = draw(st.sampled_from(["NFD", "NFKC", "upper", "space", "control"]))
            put(document, place, reformed(value, form))


def reformed(value: str, form: str) -> str:
    if form in {"NFD", "NFKC"}:
        return unicodedata.normalize(form, value)  # type: ignore[arg-type]  # NFD or NFKC
    return {"upper": value.upper(), "space": f"{value} ", "control": f"{value}\x0b"}[form]


@st.composite
def changed(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    made = deepcopy(document)
    for _ in range(draw(st.integers(1, 4))):
        change(draw, made)
    return made


@cache
def signer() -> Signer:
    return new_signer()


@cache
def signed(suite: str) -> dict[str, Any]:
    return signer().prove(BADGE, suite)


@pytest.mark.minutes
@pytest.mark.timeout(0)
@pytest.mark.parametrize("suite", SUITES)
def test_a_changed_credential_that_is_called_valid_shows_exactly_the_signed_facts(
    suite: str,
) -> None:
    trusted, now = signer().trusted, StoppedClock()()

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(changed(signed(suite)))
    def law(document: dict[str, Any]) -> None:
        taken = take_signed(worked_out(document))
        if isinstance(taken, NothingFound):
            return
        finding = check(taken, None, trusted, now)
        if finding.kind is VerdictKind.VALID:
            assert facts(finding) == FACTS, json.dumps(document, ensure_ascii=False)

    law()


@pytest.mark.minutes
@pytest.mark.timeout(0)
def test_four_concurrent_threads_find_every_genuine_credential_valid() -> None:
    """PyLD, which they all use, has one cache for all threads and no lock."""
    times = max(20, 4_000 * CHANGED // WHOLE)
    documents = [signed(suite) for suite in SUITES if "rdfc" in suite]
    wrong: list[str] = []

    def work() -> None:
        for turn in range(times):
            finding = found(documents[turn % len(documents)], signer().trusted)
            if finding.kind is not VerdictKind.VALID:
                wrong.append(f"{finding.kind}: {finding.reason}")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
