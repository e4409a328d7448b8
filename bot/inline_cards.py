"""Cards that people pick and send while typing: credentials of the catalog, and verdicts."""

from collections.abc import Callable, Mapping

from bot.access import Access, Audience
from bot.codes_in_text import shown_in
from bot.command import Answer
from bot.commands.catalog import credential_answer
from bot.commands.verify import verdicts_answer, without_duplicates
from bot.reply import Button, Card, Cards, Reply, Turn
from bot.verdict_words import words_of
from bot.whose_record import Shows
from core.catalog.model import Credential
from core.catalog.translated_names import area_name
from core.edgefinder import Edgefinder
from core.language.message import _, _n, in_language
from core.verification.record_lookup import MOST_CODES
from core.verification.verdict import Verdict, VerdictKind

MOST = 20
"""Maximum number of catalog cards in one answer."""
_MOST_FOUND = 60

ACCESS: Mapping[str, Access] = {
    "inline: credentials of the catalog": Access(Audience.EVERYONE, Shows.NOBODY),
    "inline: the verdict on a code that is typed": Access(Audience.EVERYONE, Shows.PROOF),
    "inline: nothing typed": Access(Audience.EVERYONE, Shows.OWN),
}
"""Who gets which cards, and whose records the cards show to everybody who sees them."""

Say = Callable[[str, Answer, str], Reply]
"""Composes a command's answer in a locale."""


async def cards_for(turn: Turn, start: int, edgefinder: Edgefinder, say: Say) -> Cards:
    """Return cards for a typed text.

    If the text contains codes, return verdicts on the codes. Otherwise return the credentials that
    the text may name. For an empty text, return the asker's earned credentials, and after them the
    whole catalog.
    """
    if codes := shown_in(turn.text)[:MOST_CODES]:
        return Cards(await _verdict_cards(codes, turn, edgefinder, say), personal=True)
    if turn.text:
        matches = edgefinder.index.search(turn.text, limit=_MOST_FOUND)
        credentials = tuple(match.credential for match in matches)
        own: tuple[Card, ...] = ()
    else:
        credentials = edgefinder.catalog.credentials
        own = await _own_cards(turn, edgefinder, say) if start == 0 else ()
    page = credentials[start : start + MOST]
    found = tuple(_credential_card(each, turn, edgefinder, say) for each in page)
    return Cards((*own, *found), personal=not turn.text, following=_following(credentials, start))


def _following(credentials: tuple[Credential, ...], start: int) -> int | None:
    return start + MOST if start + MOST < len(credentials) else None


async def _own_cards(turn: Turn, edgefinder: Edgefinder, say: Say) -> tuple[Card, ...]:
    _, record = await edgefinder.askers.find_with_record(turn.identity)
    codes = [award.code for award in record.awards if award.revoked_on is None]
    verdicts = await _verdicts(codes[:MOST_CODES], edgefinder)
    shown = [each for each in verdicts if each.kind is VerdictKind.VALID]
    return tuple(_verdict_card(each, turn, edgefinder, say) for each in shown)


async def _verdict_cards(
    codes: list[str], turn: Turn, edgefinder: Edgefinder, say: Say
) -> tuple[Card, ...]:
    """Return a card with the verdict on each code. An incomplete or mistyped code gets no card."""
    verdicts = await _verdicts(codes, edgefinder)
    shown = [each for each in verdicts if each.kind is not VerdictKind.MISTYPED]
    return tuple(_verdict_card(each, turn, edgefinder, say) for each in shown)


async def _verdicts(codes: list[str], edgefinder: Edgefinder) -> list[Verdict]:
    """Return one verdict for each code, without duplicates."""
    return without_duplicates(await edgefinder.verification.verify(codes)) if codes else []


def _verdict_card(verdict: Verdict, turn: Turn, edgefinder: Edgefinder, say: Say) -> Card:
    page = f"{edgefinder.public_url}/v/{verdict.code}"
    look = (Button(_("Its page"), url=page),) if edgefinder.public_url else ()
    check = Button(_("Check it yourself"), f"verify {verdict.code}", private=True)
    reply = say("verify", verdicts_answer([verdict], ((check, *look),)), turn.locale)
    words = words_of(verdict)
    title = verdict.credential_title or words.label
    line = f"{words.label}, {verdict.holder}" if verdict.holder else verdict.code
    return Card(Shows.PROOF, verdict.code, title, line, reply)


def _credential_card(credential: Credential, turn: Turn, edgefinder: Edgefinder, say: Say) -> Card:
    more = Button(_("Ask Edgefinder about it"), f"credential {credential.code}", private=True)
    answer = credential_answer(edgefinder.catalog, credential, ((more,),))
    line = _n(
        "%(area)s, Level %(level)s: %(count)s exam",
        "%(area)s, Level %(level)s: %(count)s exams",
        len(credential.exams),
        area=area_name(credential.area),
        level=credential.level,
    )
    reply = say("credential", answer, turn.locale)
    return Card(
        Shows.NOBODY, credential.code, credential.title, in_language(line, turn.locale), reply
    )
