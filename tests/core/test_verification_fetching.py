"""Documents are fetched only from trusted hosts."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.verification import fetching
from core.verification.fetching import MOST_BYTES, CannotFetch, Fetcher, is_public
from tests.core.issuer_website import Website, trust, website


@pytest.fixture
async def site(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Website]:
    async with website() as made:
        yield made


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        *((each, False) for each in ("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1")),
        *((each, False) for each in ("169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1")),
        *((each, False) for each in ("::1", "fe80::1%eth0", "fd00::1", "ff02::1", "::")),
        *((each, False) for each in ("::127.0.0.1", "64:ff9b:1::a00:1", "fec0::1", "3fff::1")),
        *((each, False) for each in ("192.0.0.8", "192.88.99.1", "2001:1::1", "5f00::1")),
        *((each, False) for each in ("::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1")),
    ],
)
def test_only_addresses_of_the_public_internet_may_be_connected_to(
    address: str, public: bool
) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://a.example/x", True),
        ("https://A.example:443/x", True),
        ("https://b.example:8443/x", True),
        ("https://b.example/x", False),
        ("http://a.example/x", False),
        ("https://c.example/x", False),
        ("https://a.example.c.example/x", False),
        ("https://a.example@c.example/x", False),
        ("https://c.example#a.example", False),
        ("https://a.example:8443/x", False),
        ("https://a.example:99999/x", False),
        ("https://[a.example/x", False),
        ("file:///etc/hosts", False),
        ("", False),
    ],
)
def test_only_trusted_hosts_are_contacted_and_only_over_https(address: str, may: bool) -> None:
    assert Fetcher(["a.example", "b.example:8443"]).may(address) is may
    assert not Fetcher().may(address)


async def test_a_document_is_fetched_once_and_then_cached_for_a_while(site: Website) -> None:
    address, now = site.put("/a?b=1", {"a": 1}), [0.0]
    fetcher = site.fetcher(clock=lambda: now[0])
    for _ in range(2):
        assert (await fetcher.get(f"{address}#part")).content == b'{"a": 1}'
    assert site.asked == ["/a?b=1"]
    now[0] = 601.0
    await fetcher.get(address)
    assert len(site.asked) == 2


async def test_an_address_of_this_machine_is_refused_even_if_its_host_is_trusted(
    site: Website,
) -> None:
    address = site.put("/a", {})
    fetcher = Fetcher([site.host], tls=trust())
    with pytest.raises(CannotFetch, match="localhost is not on the public internet"):
        await fetcher.get(address)
    assert site.asked == []


async def test_the_fetcher_connects_to_the_ip_address_that_it_has_checked(site: Website) -> None:
    looked_at: list[str] = []

    def allow(ip: str) -> bool:
        looked_at.append(ip)
        return True

    await site.fetcher(allows=allow).get(site.put("/a", {}))
    assert set(looked_at) <= {"127.0.0.1", "::1"}
    with pytest.raises(CannotFetch, match="public"):
        await site.fetcher(allows=lambda ip: ip == "192.0.2.1").get(site.put("/a", {}))


async def test_the_certificate_of_a_website_must_be_for_its_host(site: Website) -> None:
    address = site.put("/a", {}).replace("localhost", "127.0.0.1")
    fetcher = site.fetcher(address.removeprefix("https://").partition("/")[0])
    with pytest.raises(CannotFetch, match="did not answer as it should"):
        await fetcher.get(address)
    assert site.asked == []


async def test_a_redirect_is_followed_only_to_a_trusted_host(site: Website) -> None:
    end = site.put("/end", {"a": 1})
    near = site.put("/near", b"", 302, Location="/end")
    far = site.put("/far", b"", 301, Location="https://elsewhere.example/end")
    plain = site.put("/plain", b"", 301, Location=end.replace("https", "http"))
    round_about = site.put("/round", b"", 307, Location="/round")
    fetcher = site.fetcher()
    assert (await fetcher.get(near)).content == b'{"a": 1}'
    for address in (far, plain):
        with pytest.raises(CannotFetch, match="a host that is not trusted"):
            await fetcher.get(address)
    with pytest.raises(CannotFetch, match="redirects too often"):
        await fetcher.get(round_about)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ((200, b" " * (MOST_BYTES + 1), {}), "too large"),
        ((404, b"", {}), "no such document"),
        ((500, b"", {}), "no such document"),
        ((200, b"x", {"Content-Encoding": "gzip"}), "did not answer"),
        ((200, b"x", {"Content-Length": "9"}), "did not answer"),
    ],
)
async def test_a_failed_fetch_is_reported_with_the_reason_and_not_repeated_at_once(
    site: Website, page: Any, words: str
) -> None:
    site.pages["/a"], fetcher = page, site.fetcher()
    for _ in range(2):
        with pytest.raises(CannotFetch, match=words):
            await fetcher.get(f"{site.url}/a")
    assert site.asked == ["/a"]


async def test_a_website_that_does_not_answer_is_given_up_after_a_limit(
    site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.05)
    site.silent = True
    with pytest.raises(CannotFetch, match="did not answer"):
        await site.fetcher().get(site.put("/a", {}))


async def test_a_website_that_did_not_answer_is_not_asked_again_at_once(
    site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.05)
    now = [0.0]
    fetcher = site.fetcher(clock=lambda: now[0])
    site.silent = True
    for page in ("/a", "/b", "/c"):
        with pytest.raises(CannotFetch, match="did not answer"):
            await fetcher.get(site.put(page, {}))
    assert site.asked == ["/a"]
    site.silent, now[0] = False, 31.0
    monkeypatch.setattr(fetching, "SECONDS", 60)
    assert (await fetcher.get(site.put("/d", {}))).content == b"{}"


async def test_a_document_that_the_website_has_removed_is_reported_as_removed(
    site: Website,
) -> None:
    fetched = await site.fetcher().get(site.put("/a", {"revoked": True}, 410))
    assert (fetched.gone, fetched.content) == (True, b'{"revoked": true}')
