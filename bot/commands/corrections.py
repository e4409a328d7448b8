"""correct: report an error in your own record. Administrators see the report and settle it."""

import re
from typing import TYPE_CHECKING

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, Change, command
from bot.commands.catalog import short
from bot.reply import Button
from bot.whose_record import Shows
from core.language.message import Message, _, _p

if TYPE_CHECKING:
    from core.data_rights.correction_requests import CorrectionRequest

_SEND = re.compile(r"send #?(\d{1,12})", re.IGNORECASE)
_DONE = re.compile(r"done #?(\d{1,12})", re.IGNORECASE)
MORE, SENT = "more", "sent"
"""The arguments that add to a report that was not sent yet, and that list the reports so far."""
_BEFORE = "so|then|well|ok|and|please|just|can you|could you|pues|entonces|bueno|por favor|y"
_FIX = r"fix|correct|change|mend|corrij\w+|corrig\w+|arregl\w+|cambi\w+|compon\w+"
_AFTER = "it|that|this|them|eso|esto|please|then|now|ya|por favor"
_ONLY_ORDERS = re.compile(rf"(?:(?:{_BEFORE}) )*(?:{_FIX})(?: (?:{_AFTER}))*[\s.!]*", re.IGNORECASE)
"""Matches an order that does not say what is wrong, as in "so fix it"."""
_MOST_BUTTONS = 8
_MOST_SHOWN = 5

KINDS: dict[str, Message] = {
    "name": _p("correction", "a name"),
    "birth": _p("correction", "a date of birth"),
    "result": _p("correction", "a result"),
    "address": _p("correction", "an address or a number"),
    "class": _p("correction", "a class"),
    "other": _p("correction", "something else"),
}
"""The kinds of errors that people can report, in words."""

_WORDS = {
    "birth": r"birth\w*|born|dob|age|nac\w+|cumplea\w+|edad",
    "result": r"scores?|results?|grades?|marks?|passed|failed|attempts?|exams?|tests?|points?"
    r"|credentials?|notas?|calificaci\w+|resultados?|puntaje\w*|puntos|aprob\w+|reprob\w+"
    r"|ex[aá]men\w*|intentos?|credencial\w*",
    "class": r"class\w*|rosters?|instructors?|teachers?|clases?|listas?|grupo|docentes?",
    "address": r"e-?mails?|address\w*|numbers?|id|correo\w*|direcci\w+|n[uú]meros?",
    "name": r"names?|spell\w*|spelt|misspel\w+|surname|nombres?|apellidos?|escri\w+",
}


@command(
    argument=Argument("WHAT IS WRONG"),
    changes=True,
    access=Access(Audience.LINKED, Shows.OWN | Shows.STUDENTS, private=True),
)
async def correct(call: Call) -> Answer:
    """Report an error in your record to your account administrators"""
    argument = call.argument.strip()
    if match := _DONE.fullmatch(argument):
        return await _settle(call, int(match[1]))
    if match := _SEND.fullmatch(argument):
        return await _confirm(call, int(match[1]))
    assert call.asker.person is not None, "linked people are on record"
    if argument == MORE:
        argument = await _with_more(call)
    words = argument or _said(call)
    if not words or argument == SENT:
        return await _listed(call)
    number = await call.edgefinder.corrections.ask(call.asker.person.id, kind_of(words), words)
    return await _confirm(call, number)


def kind_of(words: str) -> str:
    """Return the kind of error that a person reports, as a key of `KINDS`."""
    found = (
        kind
        for kind, pattern in _WORDS.items()
        if re.search(rf"\b(?:{pattern})\b", words, re.IGNORECASE)
    )
    return next(found, "other")


def _said(call: Call) -> str:
    """Return the text of a message that has several words.

    Return '' if the person pressed a button, typed one word, or did not say what is wrong.
    """
    said = " ".join(call.turn.text.split())
    empty = call.turn.pressed or len(said.split()) == 1 or _ONLY_ORDERS.fullmatch(said)
    return "" if empty else said


async def _with_more(call: Call) -> str:
    """Return the words of a report that was not sent yet, with what the person says now."""
    assert call.asker.person is not None, "linked people are on record"
    before = await call.edgefinder.corrections.unsent(call.asker.person.id)
    said = _said(call)
    return f"{before.rstrip(' .')}. {said}".rstrip(". ") if before else said


async def _confirm(call: Call, number: int) -> Answer:
    assert call.asker.person is not None, "linked people are on record"
    person, corrections = call.asker.person.id, call.edgefinder.corrections
    draft = await corrections.draft(person, number)
    if draft is None:
        return await _listed(call, gone=True)
    what, words = draft

    async def act() -> Answer:
        told = await corrections.send(person, number)
        data = {"told": told, "contact": None if told else call.edgefinder.contact}
        return Answer("correct_sent", data, ((Button(_("My data"), "data"),),))

    change = Change(_("Yes, send it"), f"correct send {number}", act, _LEAVE)
    return Answer("correct_sure", {"what": what, "words": words, "names": KINDS}, change=change)


async def _settle(call: Call, number: int) -> Answer:
    corrections = call.edgefinder.corrections
    found = await corrections.find(number, call.asker)
    if found is None or found.settled_at is not None:
        return await _listed(call, gone=True)

    async def act() -> Answer:
        settled = await corrections.settle(number, call.asker)
        return Answer("correct_done", {"found": settled}, ((Button(_("What waits?"), "correct"),),))

    leave = Button(_("No, not yet"), "correct")
    change = Change(_("Yes, it is dealt with"), f"correct done {number}", act, leave)
    return Answer("correct_done_sure", {"found": found}, change=change)


async def _listed(call: Call, *, gone: bool = False) -> Answer:
    """Answer how to report an error, with the asker's reports so far.

    For an administrator, the answer also lists reports that wait to be settled.
    """
    assert call.asker.person is not None, "linked people are on record"
    corrections = call.edgefinder.corrections
    waiting = await corrections.waiting(call.asker)
    own = await corrections.of(call.asker.person.id)
    rows = tuple((done_button(each),) for each in waiting[:_MOST_BUTTONS])
    data = {"gone": gone, "waiting": waiting, "own": own[:_MOST_SHOWN], "names": KINDS}
    return Answer("correct", data, (*rows, (_LEAVE, Button(_("My data"), "data"))))


def done_button(found: "CorrectionRequest") -> Button:
    """Return the button with which an administrator marks a correction as settled."""
    label = _("Dealt with: %(name)s", name=short(found.person.name))
    return Button(label, f"correct done {found.id}")


_LEAVE = Button(_("Privacy"), "privacy")
