"""Links to our pages: what each is about, as a card for everyone or a panel for one person."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.actors import actor_of
from bot.codes_in_text import proof_in
from bot.command import Answer
from bot.composer import Composer
from bot.reply import Reply, Turn
from bot.verdict_words import check_words, words_of
from core.asking import Asking, asking_as
from core.class_progress import ClassProgress, class_progress
from core.edgefinder import Edgefinder
from core.goals.proofs import Proven
from core.language.formats import long_date
from core.language.message import _, in_language
from core.verification.verdict import Detail, Verdict, VerdictKind


@dataclass(frozen=True, slots=True)
class LinkCard:
    """What a link is about: title, kind, and fields with key, label and value.

    `ref` identifies the link, but does not reveal its code. `reply` has the same content as
    Markdown.
    """

    ref: str
    title: str
    kind: str
    fields: tuple[tuple[str, str, str], ...]
    reply: Reply
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingToShow:
    """Why a person cannot see what a link shows."""

    words: str


class SharedLinks:
    """Links to the pages of credentials, to proofs of goals, and to classes."""

    def __init__(self, edgefinder: Edgefinder, composer: Composer) -> None:
        self._edgefinder = edgefinder
        self._composer = composer

    async def card(self, turn: Turn, link: str) -> LinkCard | None:
        """Return the card that everybody may see for a link, without a holder's name.

        Return None if the link does not lead to a credential, a proof or a class.
        """
        if self._class_in(link) is not None:
            return self._class_card(link, turn.locale, None)
        async with self._edgefinder.audit.acting(actor_of(turn, "link preview")):
            with asking_as(Asking(turn.identity)):
                found = await self._found(link, counted=False)
        return self._card(found, link, turn.locale, named=False) if found else None

    async def details(self, turn: Turn, link: str) -> LinkCard | NothingToShow:
        """Return what a link proves now, with the holder's name, for the person who opened it."""
        async with self._edgefinder.audit.acting(actor_of(turn, "link panel")):
            if (number := self._class_in(link)) is not None:
                return await self._class_details(turn, link, number)
            with asking_as(Asking(turn.identity)):
                found = await self._found(link, counted=True)
        if found is None:
            return NothingToShow(
                _("Nothing can be shown of this link now. Ask the person who gave it to you.")
            )
        return self._card(found, link, turn.locale, named=True)

    def _class_in(self, link: str) -> int | None:
        """Return the number of the class that a link leads to. Return None for any other link."""
        address = self._edgefinder.public_url
        found = _CLASS.fullmatch(link.removeprefix(address)) if address else None
        return int(found[1]) if found and link.startswith(f"{address}/") else None

    async def _class_details(self, turn: Turn, link: str, number: int) -> LinkCard | NothingToShow:
        """Return the progress of a class, if the person may see its roster."""
        parts = self._edgefinder
        asker = await parts.askers.find(turn.identity)
        theirs = [] if asker.person is None else await parts.rosters.visible_to(asker)
        roster = next((each for each in theirs if each.id == number), None)
        if roster is None:
            return NothingToShow(_("Only the instructors of a class see it."))
        members = await parts.rosters.class_records(roster)
        today = parts.today()
        stands = class_progress(roster.name, members, parts.progress, today)
        return self._class_card(link, asker.language or turn.locale, stands)

    def _class_card(self, link: str, locale: str, stands: ClassProgress | None) -> LinkCard:
        kind = in_language(_("Class"), locale)
        reply = self._composer.say(Answer("class_unfurled"), locale)
        if stands is None:
            told = ("who", _("Seen by"), _("its instructors and their administrators"))
            return LinkCard(_ref_of(link), kind, kind, tuple(_said([told], locale)), reply)
        earned = sum(len(each.progress.earned) for each in stands.students)
        fields: Fields = [
            ("candidates", _("Candidates"), str(len(stands.students))),
            ("earned", _("Credentials earned"), str(earned)),
        ]
        for place, each in enumerate(stands.students[:_STUDENTS]):
            progress = each.progress
            words = _(
                "%(earned)s earned, %(begun)s in progress",
                earned=len(progress.earned),
                begun=len(progress.in_progress),
            )
            fields.append((f"student{place}", each.person.name, words))
        return LinkCard(_ref_of(link), stands.name, kind, tuple(_said(fields, locale)), reply)

    async def _found(self, link: str, *, counted: bool) -> Verdict | Proven | None:
        address = self._edgefinder.public_url
        if not address:
            return None
        if link.startswith(f"{address}/g/"):
            token = proof_in(link)
            return await self._edgefinder.proofs.look(token, counted=counted) if token else None
        if not link.startswith(f"{address}/v/"):
            return None
        [verdict] = await self._edgefinder.verification.verify([link])
        if verdict.kind is VerdictKind.MISTYPED or verdict.detail is Detail.LIMITED:
            return None
        return verdict

    def _card(self, found: Verdict | Proven, link: str, locale: str, *, named: bool) -> LinkCard:
        verdicts: tuple[Verdict, ...] = ()
        if isinstance(found, Proven):
            answer = Answer("proof_unfurled", {"proven": found})
            title, fields = _of_proof(found, locale, named=named)
            kind = _("Proof of a goal")
        else:
            answer = Answer("verdict_unfurled", {"verdict": found})
            title, fields = _of_verdict(found, locale, named=named)
            kind, verdicts = _("NIMS credential"), (found,)
        shown = tuple(_said(fields, locale))
        return LinkCard(
            _ref_of(link),
            title,
            in_language(kind, locale),
            shown,
            self._composer.say(answer, locale),
            verdicts,
        )


_CLASS = re.compile(r"/class/(\d{1,18})/?")
_STUDENTS = 15
"""Maximum number of students in a panel. Slack allows only twenty fields."""
Fields = list[tuple[str, str, str]]


def _ref_of(link: str) -> str:
    return hashlib.sha256(link.encode()).hexdigest()[:32]


def _of_verdict(verdict: Verdict, locale: str, *, named: bool) -> tuple[str, Fields]:
    words = words_of(verdict)
    label = f"{words.sign} {in_language(words.label, locale)}"
    title = f"{label}: {verdict.credential_title}" if verdict.credential_title else label
    fields: Fields = [("verdict", _("Verdict"), words.headline)]
    if named and verdict.holder:
        fields.append(("holder", _("Holder"), verdict.holder))
    if verdict.issued_on:
        fields.append(("issued", _("Issued on"), long_date(verdict.issued_on, locale)))
    if verdict.revoked_on:
        fields.append(("revoked", _("Revoked on"), long_date(verdict.revoked_on, locale)))
    if words.advice:
        fields.append(("advice", _("What to do"), words.advice))
    if named:
        for number, check in enumerate(check_words(verdict.checks)):
            result = f"{check.sign} {in_language(check.detail, locale)}"
            fields.append((f"check{number}", check.label, result))
    checked = f"{long_date(verdict.as_of, locale)}, {verdict.as_of:%H:%M} UTC"
    return title, [*fields, ("checked", _("Checked on"), checked)]


def _of_proof(proven: Proven, locale: str, *, named: bool) -> tuple[str, Fields]:
    state = _("✓ Met") if proven.met else _("✗ Not met")
    fields: Fields = [("state", _("Goal"), proven.goal.title)]
    if named:
        fields.append(("holder", _("Holder"), proven.holder))
        for number, each in enumerate(proven.carried or ()):
            fields.append((f"by{number}", each.title, long_date(each.since, locale)))
    fields.append(("expires", _("Link works until"), long_date(proven.works_until, locale)))
    return f"{in_language(state, locale)}: {proven.goal.title}", fields


def _said(fields: Iterable[tuple[str, str, str]], locale: str) -> Iterable[tuple[str, str, str]]:
    for key, label, value in fields:
        yield key, in_language(label, locale), in_language(value, locale)
