"""watch and unwatch: get a notice when a credential or proof that you verified changes."""

from typing import TYPE_CHECKING

from bot.access import Access, Audience
from bot.codes_in_text import proof_in, shown_to_verify
from bot.command import Answer, Argument, Call, Change, command
from bot.commands.verify import verdicts_answer, without_duplicates
from bot.paging import asked_page, page_of
from bot.reply import Button
from bot.whose_record import Shows
from core.edgefinder import Edgefinder
from core.language.message import _
from core.notices.watch_types import MOST_WATCHES, Begun, Watcher
from core.verification.record_lookup import MOST_IN_BULK
from core.verification.verdict import VerdictKind

if TYPE_CHECKING:
    from core.notices.watches import Watched

_LISTED = 8
"""Watched items per page. Each has a button that ends the watch."""
_LONGEST_ID = 19
_MINE = Button(_("What I am watching"), "watch")
_ABOUT = Button(_("About watching"), "help watch")


@command(
    argument=Argument("CODE", many=True),
    asks=True,
    access=Access(Audience.EVERYONE, Shows.PROOF, private=True),
)
async def watch(call: Call) -> Answer:
    """Get a message when something that you verified changes"""
    argument, number = asked_page(f" {call.argument}")
    if not argument.strip():
        return await _listed(call, number)
    watcher = _watcher(call)
    if watcher is None:
        return Answer("watch_where", {}, ((_ABOUT,),))
    if token := proof_in(call.argument):
        proven = await call.edgefinder.proofs.look(token)
        if proven is None:
            return Answer("proof", {"proven": None}, ((_ABOUT,),))
        begun = await call.edgefinder.watches.proof(watcher, proven.id, met=proven.met)
        return _begun([begun], {"proven": proven})
    return await _watch_codes(call, watcher)


async def _watch_codes(call: Call, watcher: Watcher) -> Answer:
    """Watch each valid code. If no code is valid, answer as `verify` does."""
    shown = shown_to_verify(call.argument)
    if len(shown) > MOST_IN_BULK:
        return Answer("too_many_codes", {"most": MOST_IN_BULK}, ((_ABOUT,),))
    edgefinder = call.edgefinder
    verdicts = without_duplicates(await edgefinder.verification.verify(shown, MOST_IN_BULK))
    valid = [each for each in verdicts if each.kind is VerdictKind.VALID]
    if not valid:
        return verdicts_answer(verdicts, ((_ABOUT,),))
    begun = [await _begin(edgefinder, watcher, each.code) for each in valid]
    watched = [v for v, b in zip(valid, begun, strict=True) if b is not Begun.TOO_MANY]
    return _begun(begun, {"watched": watched, "others": len(verdicts) - len(valid)})


async def _begin(edgefinder: Edgefinder, watcher: Watcher, code: str) -> Begun:
    """Begin to watch the credential with this code, or the goal proof with this link."""
    token = proof_in(code)
    proven = await edgefinder.proofs.look(token, counted=False) if token else None
    if proven is not None:
        return await edgefinder.watches.proof(watcher, proven.id, met=proven.met)
    return await edgefinder.watches.award(watcher, code)


def _begun(begun: list[Begun], data: dict[str, object]) -> Answer:
    """Show the new watches, and how many codes were left out because the limit is reached."""
    already = all(each is Begun.ALREADY for each in begun)
    full = {"too_many": begun.count(Begun.TOO_MANY), "most": MOST_WATCHES}
    nothing: dict[str, object] = {"proven": None, "watched": [], "others": 0}
    if begun == [Begun.TOO_MANY]:
        data = {}
    return Answer("watch_begun", {**nothing, **data, **full, "already": already}, ((_MINE,),))


@command(
    argument=Argument("NUMBER|all", required=True),
    asks=True,
    changes=True,
    access=Access(Audience.EVERYONE, Shows.PROOF, private=True),
)
async def unwatch(call: Call) -> Answer:
    """Stop watching something"""
    said = call.argument.strip().lower().removeprefix("#")
    watcher = _watcher(call)
    number = int(said) if said.isdecimal() and len(said) < _LONGEST_ID else None
    if watcher is None or (number is None and said != "all"):
        return await _listed(call, 1, ended=0)
    watches = call.edgefinder.watches
    meant = [each for each in await watches.of(watcher) if number in {None, each.id}]
    if not meant:
        return await _listed(call, 1, ended=0)

    async def act() -> Answer:
        ended = await watches.end(watcher, number)
        again = [Button(_("Watch it again"), f"watch {each.code}") for each in meant if each.code]
        return await _listed(call, 1, ended=ended, again=again if len(meant) == 1 else [])

    titles = [await _title(call.edgefinder, each) for each in meant]
    stop = Change(_("Yes, stop"), f"unwatch {said}", act, Button(_("No, go on"), "watch"))
    return Answer("unwatch_sure", {"titles": titles}, change=stop)


async def _listed(
    call: Call, number: int, *, ended: int | None = None, again: list[Button] | None = None
) -> Answer:
    watcher = _watcher(call)
    edgefinder = call.edgefinder
    watched = [] if watcher is None else await edgefinder.watches.of(watcher)
    page = page_of(watched, number, _LISTED, "watch")
    titled = [(await _title(edgefinder, each), each) for each in page.items]
    rows = tuple(
        (Button(_("Stop %(number)s", number=str(each.id)), f"unwatch {each.id}"),)
        for _title, each in titled
    )
    data = {"page": page, "titled": titled, "count": len(watched), "ended": ended}
    undo = tuple(again or ())
    return Answer("watching", data, (undo, *rows, page.buttons, (_ABOUT,)))


async def _title(edgefinder: Edgefinder, watched: "Watched") -> str:
    if watched.goal:
        goal = (await edgefinder.goal_repository.everything()).get(watched.goal)
        return goal.title if goal else watched.goal
    return edgefinder.catalog.title_of(watched.credential)


def _watcher(call: Call) -> Watcher | None:
    """Return the person who watches, or None if the bot cannot send them notices.

    For example, the bot cannot send notices to an employer at the operator's terminal.
    """
    turn, person = call.turn, call.asker.person
    if person is not None:
        return Watcher(turn.identity.platform, turn.address, person.id)
    if not turn.capabilities.pushes:
        return None
    return Watcher(turn.identity.platform, turn.address)
