"""certificate, print, share and withdraw: what holders print, show to others, or hide again."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, Change, command
from bot.commands.catalog import short
from bot.reply import COPY_CHARACTERS, Attachment, Button
from bot.whose_record import Shows
from core.catalog.search import Found, Unsure
from core.language.message import _, _n
from core.typesetting import CannotPrintError

if TYPE_CHECKING:
    from core.awards.credential import Awarded

_MOST_BUTTONS = 12
_MOST_LIKE = 40
_LIKE = 60.0
"""Minimum similarity (0 to 100) of a held credential to a typed name.

It counts only if the asker holds no credential with that name.
"""
_STATUS = Button(_("My status"), "status")
_STATUS_KEEP = Button(_("No, keep it"), "status")
_ALL = re.compile(
    r"(?:(?:all|my|the|of|them|wallet|credential|certificate|card|badge)s?\W*)+", re.IGNORECASE
)
"""Matches an argument such as "all my cards", which means all credentials."""


_WITH_NAME = re.compile(r"\b(with|without)\s+(?:my\s+)?name\W*$", re.IGNORECASE)


@command(
    argument=Argument("CREDENTIAL", credential=True),
    access=Access(Audience.CANDIDATES, Shows.OWN, private=True),
)
async def certificate(call: Call) -> Answer:
    """Your certificates, to print and frame"""
    held, withdrawn = _shown(await _meant(call))
    if not held:
        return await _nothing_shown(call, "certificate", withdrawn)
    award_files = call.edgefinder.award_files
    try:
        pdf = await award_files.certificates(held, locale=call.turn.locale)
    except CannotPrintError as error:
        return _no_font(call, error)
    data = {
        "held": _titled(call, held),
        "withdrawn": _titled(call, withdrawn),
        "signed": call.edgefinder.signing.ready() is None,
        "link": award_files.link(held[0].code) if len(held) == 1 else "",
    }
    described = _n(
        "%(count)s certificate as a PDF",
        "%(count)s certificates as a PDF, one to a page",
        len(held),
    )
    attached = Attachment("certificate.pdf", "application/pdf", pdf, described)
    rows = ((*_others(held, "print"), *_to_share(held)),)
    return Answer("certificate", data, rows, (attached,), listed=_each(held))


@command(
    argument=Argument("CREDENTIAL", credential=True),
    access=Access(Audience.CANDIDATES, Shows.OWN, private=True),
)
async def print(call: Call) -> Answer:  # noqa: A001 - the command that people type
    """Cards for your wallet, to print and fold"""
    held, withdrawn = _shown(await _meant(call))
    if not held:
        return await _nothing_shown(call, "print", withdrawn)
    try:
        pdf = await call.edgefinder.award_files.cards(held, locale=call.turn.locale)
    except CannotPrintError as error:
        return _no_font(call, error)
    described = _n("%(count)s wallet card as a PDF", "%(count)s wallet cards as a PDF", len(held))
    attached = Attachment("cards.pdf", "application/pdf", pdf, described)
    data = {
        "held": _titled(call, held),
        "withdrawn": _titled(call, withdrawn),
        "linked": call.edgefinder.public_url is not None,
    }
    rows = ((*_others(held, "certificate"), *_to_share(held)),)
    return Answer("print", data, rows, (attached,), listed=_each(held))


@command(
    argument=Argument("CREDENTIAL", credential=True),
    changes=True,
    access=Access(Audience.CANDIDATES, Shows.OWN, private=True),
)
async def share(call: Call) -> Answer:
    """A link, a badge and LinkedIn, to show a credential to others

    `share CREDENTIAL with name`: previews of the link show your name; `without name`: no longer.
    """
    named = _WITH_NAME.search(call.argument)
    if named:
        call = replace(call, argument=call.argument[: named.start()].strip())
    held = await _meant(call)
    if not held:
        return await _none(call, "share")
    if len(held) > 1:
        return _which(call, held, "share")
    [one] = held
    if named:
        return _names_in_previews(call, one, shown=named[1].lower() == "with")
    if not one.withdrawn:
        return await _shared(call, one)

    async def act() -> Answer:
        await call.edgefinder.holdings.share_again(_holder(call), one.id)
        return await _shared(call, one)

    again = Change(_("Yes, share it again"), f"share {one.credential}", act, _STATUS)
    return Answer("share_again_sure", {"title": _title(call, one)}, change=again)


def _no_font(call: Call, error: CannotPrintError) -> Answer:
    """Say that no font on this machine can print the name, and who can install one."""
    data = {"names": error.names, "contact": call.edgefinder.contact}
    return Answer("no_font", data, ((Button(_("Share"), "share"),),))


def _names_in_previews(call: Call, one: "Awarded", *, shown: bool) -> Answer:
    """Ask whether previews of a credential's link should show the holder's name."""
    word = "with" if shown else "without"

    async def act() -> Answer:
        await call.edgefinder.holdings.name_in_previews(_holder(call), one.id, shown=shown)
        return await _shared(call, replace(one, named_in_previews=shown))

    label = "Yes, show my name" if shown else "Yes, leave my name out"
    change = Change(label, f"share {one.credential} {word} name", act, _STATUS)
    return Answer("share_name_sure", {"title": _title(call, one), "shown": shown}, change=change)


async def _shared(call: Call, one: "Awarded") -> Answer:
    """Show the link and the badge of a credential."""
    award_files = call.edgefinder.award_files
    badge = await award_files.badge(one)
    attached = () if badge is None else (_badge(call, one, badge),)
    link = award_files.link(one.code)
    buttons = (
        (
            Button(_("Add to LinkedIn"), url=award_files.linkedin(one)),
            Button(_("More ways to share"), url=f"{link}/share"),
        )
        if link
        else ()
    )
    data = {
        "title": _title(call, one),
        "code": one.code,
        "link": link,
        "signed": call.edgefinder.signing.ready() is None,
        "again": one.withdrawn,
        "named": one.named_in_previews,
        "closed": (await call.edgefinder.minors.of(_holder(call))).closed,
    }
    rows = (
        _copying(one.code, link) if call.turn.capabilities.copies else (),
        buttons,
        _others([one], "certificate"),
        (_name_button(one),) if link else (),
        (_withdraw_button(one),),
    )
    return Answer("share", data, rows, attached)


def _copying(code: str, link: str | None) -> tuple[Button, ...]:
    """Return buttons that copy a code and its link."""
    code_button = Button(_("Copy the code"), copy=code)
    if not link or len(link) > COPY_CHARACTERS:
        return (code_button,)
    return code_button, Button(_("Copy the link"), copy=link)


@command(
    argument=Argument("CREDENTIAL", credential=True),
    changes=True,
    access=Access(Audience.CANDIDATES, Shows.OWN, private=True),
)
async def withdraw(call: Call) -> Answer:
    """Hide a credential: its link and code show nothing until you share it again"""
    held = await _meant(call)
    if not held:
        return await _none(call, "withdraw")
    if len(held) > 1:
        return _which(call, held, "withdraw")
    [one] = held
    data = {"title": _title(call, one), "code": one.code, "withdrawn": one.withdrawn}
    again = (Button(_("Share it again"), f"share {one.credential}"), _STATUS)
    if one.withdrawn:
        return Answer("withdraw", data, (again,))

    async def act() -> Answer:
        await call.edgefinder.holdings.withdraw(_holder(call), one.id)
        return Answer("withdraw", data, (again,))

    change = Change(
        _("Yes, withdraw it"), f"withdraw {one.credential}", act, _STATUS_KEEP, danger=True
    )
    return Answer("withdraw_sure", data, change=change)


async def _meant(call: Call) -> list["Awarded"]:
    """Return those of the asker's credentials that the argument means.

    Without an argument, return all of them. If the asker holds no credential with the given name,
    return the asker's credentials with a similar name.
    """
    held = await _held(call)
    if not call.argument or _ALL.fullmatch(call.argument):
        return held
    index = call.edgefinder.index
    meant = index.resolve(call.argument)
    named = [meant.credential.code] if isinstance(meant, Found) else []
    if isinstance(meant, Unsure):
        named = [each.credential.code for each in meant.candidates]
    found = [each for each in held if each.credential in named]
    if found:
        return found
    near = {
        each.credential.code: each.score for each in index.search(call.argument, limit=_MOST_LIKE)
    }
    return [each for each in held if near.get(each.credential, 0.0) >= _LIKE]


def _shown(held: list["Awarded"]) -> tuple[list["Awarded"], list["Awarded"]]:
    """Return the credentials that are not withdrawn, and the credentials that are."""
    return [each for each in held if not each.withdrawn], [each for each in held if each.withdrawn]


async def _nothing_shown(call: Call, doing: str, withdrawn: list["Awarded"]) -> Answer:
    """Say that there is nothing to print.

    If there are `withdrawn` credentials, say that they must be shared again before they are
    printed. Otherwise say that the asker does not hold the credential.
    """
    if not withdrawn:
        return await _none(call, doing)
    rows = _offered(call, withdrawn, "share")
    return Answer(
        "withdrawn_not_printed", {"withdrawn": _titled(call, withdrawn)}, (*rows, (_STATUS,))
    )


async def _held(call: Call) -> list["Awarded"]:
    return await call.edgefinder.holdings.of(_holder(call))


def _holder(call: Call) -> int:
    person = call.asker.person
    assert person is not None, "only for people on record"
    return person.id


async def _none(call: Call, doing: str) -> Answer:
    """Say that the asker holds no credential with this name, or none at all.

    The answer has buttons for the credentials that the asker holds.
    """
    held = await _held(call)
    meant = call.edgefinder.index.resolve(call.argument)
    title = meant.credential.title if isinstance(meant, Found) else ""
    data = {"query": call.argument, "title": title, "held": _titled(call, held)}
    return Answer("no_award", data, (*_offered(call, held, doing), (_STATUS,)))


def _name_button(one: "Awarded") -> Button:
    if one.named_in_previews:
        return Button(_("Leave my name out of previews"), f"share {one.credential} without name")
    return Button(_("Show my name in previews"), f"share {one.credential} with name")


def _withdraw_button(one: "Awarded") -> Button:
    return Button(_("Withdraw the link"), f"withdraw {one.credential}")


def _which(call: Call, held: list["Awarded"], doing: str) -> Answer:
    data = {"held": _titled(call, held), "doing": doing}
    return Answer("share_which", data, _offered(call, held, doing))


def _offered(call: Call, held: list["Awarded"], doing: str) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each credential.

    It calls the command `doing` for the credential.
    """
    return tuple(
        (Button(short(_title(call, each)), f"{doing} {each.credential}"),)
        for each in held[:_MOST_BUTTONS]
    )


def _each(held: list["Awarded"]) -> tuple[str, ...]:
    """Return a call for each listed credential, to be remembered in the chat."""
    return tuple(f"credential {each.credential}" for each in held)


def _others(held: list["Awarded"], other: str) -> tuple[Button, ...]:
    """Return a button that prints credentials in another form, and one to the status.

    `other` is the command for the other form: `print` or `certificate`.
    """
    name = f" {held[0].credential}" if len(held) == 1 else ""
    one, many = _PAPERS[other]
    return Button(one if name else many, f"{other}{name}"), _STATUS


_PAPERS = {
    "print": (_("Wallet card"), _("Wallet cards")),
    "certificate": (_("Certificate"), _("Certificates")),
}


def _to_share(held: list["Awarded"]) -> tuple[Button, ...]:
    return (Button(_("Share"), f"share {held[0].credential}" if len(held) == 1 else "share"),)


def _badge(call: Call, one: "Awarded", badge: bytes) -> Attachment:
    described = _("The badge of %(title)s", title=_title(call, one))
    return Attachment("badge.png", "image/png", badge, described)


def _title(call: Call, one: "Awarded") -> str:
    return call.edgefinder.catalog.title_of(one.credential)


def _titled(call: Call, held: list["Awarded"]) -> list[tuple[str, "Awarded"]]:
    return [(_title(call, each), each) for each in held]
