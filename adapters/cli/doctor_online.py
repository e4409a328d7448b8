"""The doctor's online checks: each platform, this machine's clock and the public URL."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from adapters.configured_platforms import platform_checks
from adapters.platform_check import GOOD, OFF, WRONG, Finding
from adapters.settings import Settings
from adapters.token_owners import FAULTS, PATIENCE

_MOST_SECONDS_OFF = 120
"""How many seconds this machine's clock may be off.

Slack refuses signatures that are 5 minutes old. Certificates and tokens tolerate more.
"""
_OK = 200


async def online_findings(settings: Settings) -> list[Finding]:
    """Return findings that say whether platforms accept our tokens and our URL answers."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        told = [await each.online(session, settings) for each in platform_checks()]
        found = [finding for each in told for finding in each.findings]
        found += _clock(next((each.moment for each in told if each.moment), ""))
        found += [each async for each in _address(session, settings)]
    return found


def _clock(moment: str) -> Iterator[Finding]:
    """Yield a finding if this machine's clock is wrong.

    `moment` is the time on a platform's clock, as an HTTP date.
    """
    try:
        told = parsedate_to_datetime(moment)
    except ValueError:
        return
    off = round((datetime.now(UTC) - told).total_seconds())
    if abs(off) > _MOST_SECONDS_OFF:
        how = "fast" if off > 0 else "slow"
        yield (
            WRONG,
            (
                f"clock: {abs(off)} seconds {how}, so signed requests are refused; set "
                "the clock, and keep it right with 'timedatectl set-ntp true'"
            ),
        )


async def _address(session: aiohttp.ClientSession, settings: Settings) -> AsyncIterator[Finding]:
    """Yield a finding that says whether Edgefinder answers at the public URL.

    Yield nothing if no public URL is configured.
    """
    if settings.public_url is None:
        return
    url = f"{settings.public_url}/healthz"
    try:
        async with session.get(url) as answer:
            status = answer.status
    except FAULTS:
        yield (
            OFF,
            (
                f"public address: {settings.public_url} does not answer; run 'edgefinder serve', "
                "and point the address to it"
            ),
        )
        return
    if status != _OK:
        yield (
            WRONG,
            (
                f"public address: another program answers at {settings.public_url} (HTTP {status} "
                "to /healthz); fix the proxy, or EDGEFINDER_PUBLIC_URL"
            ),
        )
        return
    yield GOOD, f"public address: {settings.public_url} answers"
