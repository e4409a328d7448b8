"""A link to another site is reported, and our own link is found inside a wrapped link."""

from urllib.parse import quote

import pytest

from core.awards.codes import lacks_last_symbol, new_code
from core.verification.files.codes_in_text import codes_in
from core.verification.files.links import host_of, operator_of
from core.verification.verdict import VerdictKind
from tests.world import World

CODE = "EF-4K7M-9Q2X-AB3D-T"
PAGE = f"https://verify.example.org/v/{CODE}"
_PROOFPOINT = PAGE.replace("-", "-2D").replace(":", "-3A").replace("/", "_")
WRAPPED = {
    "Safe Links": f"https://x.safelinks.protection.outlook.com/?url={quote(PAGE, safe='')}&data=05",
    "urldefense 3": f"https://urldefense.com/v3/__{PAGE}__;!!abc$",
    "urldefense 2": f"https://urldefense.proofpoint.com/v2/url?u={_PROOFPOINT}&d=DwMF",
    "a search engine": f"https://www.google.com/url?q={quote(PAGE, safe='')}&sa=D",
}


@pytest.mark.parametrize("wrapped", WRAPPED.values(), ids=WRAPPED)
def test_our_link_is_found_inside_a_link_that_a_mail_filter_has_wrapped(wrapped: str) -> None:
    assert [held.text for held in codes_in(f"see {wrapped} please")] == [CODE]


def test_the_operator_of_a_link_is_known_by_its_host() -> None:
    assert operator_of(host_of("https://www.credly.com/badges/1") or "") == "Credly"
    assert operator_of("verify.example.org") is None
    assert operator_of("notcredly.com") is None
    inner = quote("https://www.linkedin.com/in/ana", safe="")
    safe = f"https://nam02.safelinks.protection.outlook.com/?url={inner}&data=05"
    assert host_of(safe) == "linkedin.com"
    assert host_of("http://[x") is None


async def test_a_link_to_another_site_is_reported_as_unchecked_with_advice(world: World) -> None:
    verify = world.edgefinder.verification.verify_typed
    [verdict] = await verify("https://www.credly.com/badges/aaaa-1111")
    assert (verdict.kind, verdict.code) == (VerdictKind.UNCHECKED, "credly.com")
    assert "a link to credly.com (Credly)" in str(verdict.reason)
    assert "compare the name and the date" in str(verdict.reason)
    [verdict] = await verify("https://badges.example.org/1")
    assert "ask for the code" in str(verdict.reason)
    [verdict] = await verify("http://[x")
    assert verdict.kind is VerdictKind.MISTYPED


async def test_a_code_without_its_last_symbol_is_reported_with_that_reason(world: World) -> None:
    code = new_code()
    for lost in (code[:-1], code[:-2], code[:-1].lower()):
        [verdict] = await world.edgefinder.verification.verify_typed(lost)
        assert verdict.kind is VerdictKind.MISTYPED
        assert "its last symbol is missing" in str(verdict.reason)
    assert not lacks_last_symbol(code)
    assert not lacks_last_symbol(code[:-4])
