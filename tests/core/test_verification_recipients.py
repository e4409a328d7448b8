"""A 2.0 badge is compared with the e-mail address of the person who shows it."""

import io
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.edgefinder import Edgefinder, open_edgefinder
from core.verification.verdict import CheckName, CheckResult, Detail, Verdict, VerdictKind
from tests.core.other_badges import ADDRESS, ASSERTION, HOSTED, profile, signed
from tests.world import StoppedClock

VALID, UNTRUSTED, UNCHECKED = VerdictKind.VALID, VerdictKind.UNTRUSTED, VerdictKind.UNCHECKED


@pytest.fixture
async def edgefinder(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Edgefinder]:
    """Yield an opened Edgefinder that trusts the college."""
    (tmp_path / "college.json").write_text(json.dumps(profile()))
    opened = await open_edgefinder(
        database_url=sqlite_url, trusted_dir=tmp_path, clock=StoppedClock()
    )
    yield opened
    await opened.close()


def png(text: str) -> bytes:
    info = PngInfo()
    info.add_itxt("openbadges", text)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def svg(text: str, *, inside: bool) -> bytes:
    attribute, body = ("", text) if inside else (f'verify="{text}"', "")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org">'
        f"<openbadges:assertion {attribute}>{body}</openbadges:assertion></svg>"
    ).encode()


def holder(verdict: Verdict) -> CheckResult:
    return next(each.result for each in verdict.checks if each.check is CheckName.HOLDER)


FORMS: dict[str, Callable[[str], bytes]] = {
    "a JWS": lambda token: token.encode(),
    "a baked PNG": png,
    "a baked SVG": lambda token: svg(token, inside=False),
    "an SVG with it inside": lambda token: svg(token, inside=True),
}


@pytest.mark.parametrize("form", FORMS)
async def test_a_badge_belongs_to_the_person_whose_address_is_in_it_and_to_nobody_else(
    edgefinder: Edgefinder, form: str
) -> None:
    verify, content = edgefinder.verification.verify_file, FORMS[form](signed(ASSERTION))
    [unasked] = await verify("badge", content)
    assert (unasked.kind, unasked.holder, holder(unasked)) == (
        VALID,
        None,
        CheckResult.NOT_CHECKED,
    )
    assert "Give their e-mail address" in str(unasked.reason)
    [theirs] = await verify("badge", content, recipient=ADDRESS)
    assert (theirs.kind, theirs.holder, holder(theirs)) == (VALID, ADDRESS, CheckResult.PASSED)
    assert theirs.credential_title == "Surface Grinding"
    [others] = await verify("badge", content, recipient="someone@example.org")
    assert (others.kind, others.detail) == (UNTRUSTED, Detail.OTHER_HOLDER)
    assert (others.holder, holder(others)) == (None, CheckResult.FAILED)


@pytest.mark.parametrize("form", ["JSON", "a baked PNG", "an address in a PNG", "in an SVG"])
async def test_an_address_is_compared_with_a_hosted_badge_although_nobody_confirms_the_badge(
    edgefinder: Edgefinder, form: str
) -> None:
    content = {
        "JSON": lambda: json.dumps(HOSTED).encode(),
        "a baked PNG": lambda: png(json.dumps(HOSTED)),
        "an address in a PNG": lambda: png(HOSTED["id"]),
        "in an SVG": lambda: svg(HOSTED["id"], inside=False),
    }[form]()
    verify = edgefinder.verification.verify_file
    [told] = await verify("badge", content)
    assert (told.kind, told.detail) == (UNCHECKED, Detail.HOSTED)
    assert f"lakeside.example.org confirms: open {HOSTED['id']}" in str(told.reason)
    if "address" in form or "SVG" in form:
        return
    [theirs] = await verify("badge", content, recipient=ADDRESS)
    assert (theirs.kind, holder(theirs)) == (UNCHECKED, CheckResult.NOT_CHECKED)
    assert "which nobody has confirmed" in theirs.checks[-1].detail
    [others] = await verify("badge", content, recipient="someone@example.org")
    assert holder(others) is CheckResult.FAILED


async def test_the_verdict_on_a_badge_without_an_address_says_that_none_was_compared(
    edgefinder: Edgefinder,
) -> None:
    recipient = {"type": "url", "identity": "https://dana.example.org", "hashed": False}
    token = signed({**ASSERTION, "recipient": recipient})
    [verdict] = await edgefinder.verification.verify_typed(token, recipient=ADDRESS)
    assert (verdict.kind, verdict.holder) == (VALID, None)
    assert "was not compared" in str(verdict.reason)
