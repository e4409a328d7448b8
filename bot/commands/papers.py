"""certificate, print, share and withdraw: what a holder takes away and shows around, or no more."""

import re

from bot.command import Answer, Argument, Audience, Call, command
from bot.commands.catalog import short
from bot.reply import Attachment, Button
from bot.template_environment import plural
from core.awards.credential import Awarded
from core.catalog.search import Found

_MOST_BUTTONS = 12
_ALL = re.compile(
    r"(?:(?:all|my|the|of|them|wallet|credential|certificate|card|badge)s?\W*)+", re.IGNORECASE
)
"""Words that name no credential, but all of them."""


@command(
    argument=Argument("CREDENTIAL", credential=True),
    audience=Audience.CANDIDATES,
    private=True,
    phrases=(
        r"\bmy certificates?\b",
        r"\b(?:get|give|send|show|download|need|want) (?:me )?(?:my |a |the )?certificates?\b",
    ),
)
async def certificate(call: Call) -> Answer:
    """Your certificates, to print and frame"""
    held = await _meant(call)
    if not held:
        return await _none(call)
    papers = call.edgefinder.papers
    pdf = await papers.certificates(held, locale=call.turn.locale)
    data = {
        "held": _titled(call, held),
        "signed": call.edgefinder.signing.ready() is None,
        "link": papers.link(held[0].code) if len(held) == 1 else "",
    }
    described = f"{plural(len(held), 'certificate')} as a PDF, one to a page"
    attached = Attachment("certificate.pdf", "application/pdf", pdf, described)
    return Answer("certificate", data, (_others(call, held, "print"),), (attached,))


@command(
    argument=Argument("CREDENTIAL", credential=True),
    audience=Audience.CANDIDATES,
    private=True,
    phrases=(
        r"\bprint\b.{0,30}\b(?:credentials?|cards?)\b",
        r"\b(?:wallet|pocket|my) cards?\b",
    ),
)
async def print(call: Call) -> Answer:  # noqa: A001 - it is what people type
    """Cards for your wallet, to print and fold"""
    held = await _meant(call)
    if not held:
        return await _none(call)
    pdf = await call.edgefinder.papers.cards(held, locale=call.turn.locale)
    described = f"{plural(len(held), 'card')} for the wallet as a PDF"
    attached = Attachment("cards.pdf", "application/pdf", pdf, described)
    data = {"held": _titled(call, held), "linked": call.edgefinder.public_url is not None}
    return Answer("print", data, (_others(call, held, "certificate"),), (attached,))


@command(
    argument=Argument("CREDENTIAL", credential=True),
    audience=Audience.CANDIDATES,
    private=True,
    phrases=(r"\blinked ?in\b", r"\bshare (?:my|it|this|a)\b", r"\bmy badges?\b"),
)
async def share(call: Call) -> Answer:
    """A link, a badge and LinkedIn, to show a credential to others"""
    held = await _meant(call)
    if not held:
        return await _none(call)
    if len(held) > 1:
        return _which(call, held, "share")
    [one] = held
    if one.withdrawn:
        await call.edgefinder.holdings.share_again(_holder(call), one.id)
    papers = call.edgefinder.papers
    badge = await papers.badge(one)
    attached = () if badge is None else (_badge(call, one, badge),)
    link = papers.link(one.code)
    buttons = [Button("Add to LinkedIn", url=papers.linkedin(one))] if link else []
    data = {
        "title": _title(call, one),
        "code": one.code,
        "link": link,
        "signed": call.edgefinder.signing.ready() is None,
        "again": one.withdrawn,
    }
    rows = (tuple(buttons), _others(call, held, "certificate"), (_withdraw_button(one),))
    return Answer("share", data, rows, attached)


@command(
    argument=Argument("CREDENTIAL", credential=True),
    audience=Audience.CANDIDATES,
    private=True,
    phrases=(r"\b(?:withdraw|stop sharing|unshare)\b",),
)
async def withdraw(call: Call) -> Answer:
    """Make a credential's link and code tell nothing, until you share it again"""
    held = await _meant(call)
    if not held:
        return await _none(call)
    if len(held) > 1:
        return _which(call, held, "withdraw")
    [one] = held
    await call.edgefinder.holdings.withdraw(_holder(call), one.id)
    buttons = (Button("Share it again", f"share {one.credential}"), Button("My status", "status"))
    return Answer("withdraw", {"title": _title(call, one), "code": one.code}, (buttons,))


def _holder(call: Call) -> int:
    person = call.asker.person
    assert person is not None, "its audience"
    return person.id


async def _meant(call: Call) -> list[Awarded]:
    """What the asker holds: all, or of the credential that was named."""
    held = await call.edgefinder.holdings.of(_holder(call))
    if not call.argument or _ALL.fullmatch(call.argument):
        return held
    meant = call.edgefinder.index.resolve(call.argument)
    code = meant.credential.code if isinstance(meant, Found) else None
    return [each for each in held if each.credential == code]


async def _none(call: Call) -> Answer:
    """Nothing is held, or nothing by that name."""
    held = await call.edgefinder.holdings.of(_holder(call))
    data = {"query": call.argument, "held": _titled(call, held)}
    return Answer("no_award", data, ((Button("My status", "status"),),))


def _withdraw_button(one: Awarded) -> Button:
    return Button("Withdraw the link", f"withdraw {one.credential}")


def _which(call: Call, held: list[Awarded], doing: str) -> Answer:
    rows = tuple(
        (Button(short(_title(call, each)), f"{doing} {each.credential}"),)
        for each in held[:_MOST_BUTTONS]
    )
    return Answer("share_which", {"held": _titled(call, held), "doing": doing}, rows)


def _others(call: Call, held: list[Awarded], other: str) -> tuple[Button, ...]:
    """Where to go next with the same credentials."""
    name = f" {held[0].credential}" if len(held) == 1 else ""
    label = {"print": "Wallet card", "certificate": "Certificate"}[other]
    buttons = [Button(label if name else f"{label}s", f"{other}{name}")]
    if call.turn.text.partition(" ")[0].strip("/").lower() != "share":
        buttons.append(Button("Share", f"share{name}"))
    return (*buttons, Button("My status", "status"))


def _badge(call: Call, one: Awarded, badge: bytes) -> Attachment:
    described = f"The badge of {_title(call, one)}"
    return Attachment("badge.png", "image/png", badge, described)


def _title(call: Call, one: Awarded) -> str:
    known = call.edgefinder.catalog.credential(one.credential)
    return known.title if known else one.credential


def _titled(call: Call, held: list[Awarded]) -> list[tuple[str, Awarded]]:
    return [(_title(call, each), each) for each in held]
