"""verify: check whether credentials that somebody shows are real."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from bot.access import Access, Audience
from bot.capabilities import Capabilities
from bot.codes_in_text import proof_in
from bot.command import Answer, Argument, Call, command
from bot.reply import Button
from bot.verdict_table import verdict_table
from bot.verdict_words import VerdictWords, words_of
from bot.whose_badge import WHOSE, address_question, apart, button_for
from bot.whose_record import Shows
from core.awards.codes import read_code
from core.edgefinder import Edgefinder
from core.language.message import _
from core.people.model import Identity
from core.verification.record_lookup import MOST_CODES
from core.verification.verdict import Verdict, VerdictKind


@command(
    argument=Argument("CODE", required=True, many=True),
    access=Access(Audience.EVERYONE, Shows.PROOF, private=True),
)
async def verify(call: Call) -> Answer:
    """Check that credentials are real, by their codes"""
    if token := proof_in(call.argument):
        proven = await call.edgefinder.proofs.look(token)
        watch = (Button(_("Tell me if it changes"), f"watch {token}"),) if proven else ()
        rows = (*_where_told(watch, pushes=call.turn.capabilities.pushes), _ABOUT_CODES)
        return Answer("proof", {"proven": proven}, rows, stays=True)
    if call.argument == WHOSE:
        return address_question()
    turn = call.turn
    typed, recipient = apart(call.argument)
    verdicts = await call.edgefinder.verification.verify_typed(
        typed or call.argument, person_of(turn.identity), recipient
    )
    verdicts = call.edgefinder.verification.with_warnings(verdicts, turn.text)
    return content_answer(without_duplicates(verdicts), call.edgefinder, turn.capabilities)


def person_of(identity: Identity) -> str:
    """Return a key for the sender of a file.

    The key is needed because senders share the time for reading files equally.
    """
    return f"{identity.platform}:{identity.external_id}"


def content_answer(
    verdicts: list[Verdict], edgefinder: Edgefinder, capabilities: Capabilities
) -> Answer:
    """Answer with all verdicts on what was sent.

    If there are more than `MOST_CODES` verdicts, answer with a table and a file.
    """
    if len(verdicts) > MOST_CODES:
        return table_answer(verdicts, (_ABOUT_CODES,))
    rows = _rows(verdicts, edgefinder, pushes=capabilities.pushes)
    tables = capabilities.tables if len(verdicts) > _LISTED else 0
    return verdicts_answer(verdicts, rows, tables)


def table_answer(verdicts: list[Verdict], buttons: tuple[tuple[Button, ...], ...] = ()) -> Answer:
    """Answer with many verdicts: a summary, a table, and a file with all of them."""
    return Answer(
        "verify_list",
        verdict_data(verdicts),
        buttons,
        (verdict_table(verdicts),),
        stays=True,
        verdicts=tuple(verdicts),
    )


def _rows(
    verdicts: list[Verdict], edgefinder: Edgefinder, *, pushes: bool
) -> tuple[tuple[Button, ...], ...]:
    valid = [each for each in verdicts if each.kind is VerdictKind.VALID]
    ours = codes_to_watch(valid)
    if len(ours) == 1:
        watch = [Button(_("Tell me if it is revoked"), f"watch {ours[0]}")]
    else:
        watch = [
            Button(_("Watch %(code)s", code=code), f"watch {code}") for code in ours[:_WATCHED]
        ]
    last: tuple[Button, ...] = (*button_for(verdicts), *_ABOUT_CODES)
    known = dict.fromkeys(
        code for each in valid if edgefinder.catalog.credential(code := each.catalog_code)
    )
    about: list[Button] = []
    if len(known) == 1:
        last = (*(_what_it_certifies(code) for code in known), *last)
    elif len(known) <= _DESCRIBED:
        about = [_about(code, edgefinder.catalog.title_of(code)) for code in known]
    return (*_where_told(watch, pushes=pushes), *((each,) for each in about), last)


@lru_cache(maxsize=1024)
def _what_it_certifies(credential: str) -> Button:
    """Return the button that shows what a credential certifies.

    The button is cached, because it is the same for all holders of the credential.
    """
    return Button(_("What it certifies"), f"credential {credential}")


@lru_cache(maxsize=1024)
def _about(credential: str, title: str) -> Button:
    """Return the button that shows what one of several credentials certifies."""
    return Button(_("About %(title)s", title=title), f"credential {credential}")


def codes_to_watch(valid: Iterable[Verdict]) -> list[str]:
    """Return the codes of valid credentials that we issued.

    Only these can be watched.
    """
    return [
        each.code for each in valid if each.issuer is None and isinstance(read_code(each.code), str)
    ]


def _where_told(buttons: Iterable[Button], *, pushes: bool) -> tuple[tuple[Button, ...], ...]:
    """Return each watch button in a row, or () if notices cannot be delivered.

    `pushes`: the bot can start a message on the platform.
    """
    return tuple((each,) for each in buttons) if pushes else ()


def verdicts_answer(
    verdicts: list[Verdict], buttons: tuple[tuple[Button, ...], ...], tables: int = 0
) -> Answer:
    """Answer with one or more verdicts, when they were made, and from which records.

    `tables` is the number of rows that a table may have, or 0 if the answer must be a list.
    """
    data = {**verdict_data(verdicts), "tables": tables}
    return Answer("verify", data, buttons, stays=True, verdicts=tuple(verdicts))


def verdict_data(verdicts: list[Verdict]) -> dict[str, Any]:
    """Return the data for the templates of verdicts. `verdicts` must not be empty."""
    in_order = sorted(verdicts, key=lambda each: _PLACES[each.kind])
    counts: dict[VerdictKind, int] = {}
    advised: dict[str, tuple[VerdictWords, VerdictKind]] = {}
    for each in in_order:
        counts[each.kind] = counts.get(each.kind, 0) + 1
        if (words := words_of(each)).advice:
            advised[words.label] = words, each.kind
    return {
        "verdicts": verdicts,
        "advised": list(advised.values()),
        "counts": list(counts.items()),
        "source": verdicts[0].source,
        "as_of": verdicts[0].as_of,
    }


_PLACES = {kind: place for place, kind in enumerate(VerdictKind)}
"""The order in which verdicts are listed, by kind."""
_ABOUT_CODES = (Button(_("About codes"), "help verify"),)
_LISTED = 5
"""A list is easier to read than a table for up to this many verdicts."""
_DESCRIBED = 5
"""Up to this many different credentials have a button each that shows what they certify."""
_WATCHED = 5
"""Maximum number of valid codes with a watch button. People type `watch` for further codes."""


def without_duplicates(verdicts: list[Verdict]) -> list[Verdict]:
    """Return the verdicts without repeated ones.

    A code and a link with this code give the same verdict.
    """
    return list({(each.kind, each.code, each.issuer): each for each in verdicts}.values())
