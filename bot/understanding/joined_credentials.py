"""Find two credentials that a message names together, as in "the cost of drilling and milling"."""

from collections.abc import Callable

from bot.understanding.credentials import Mention, Named

Codes = tuple[str, ...]
_EACH = frozenset(("status", "cost", "credential", "score", "certificate", "print"))
"""Commands that are answered separately for each of two credentials."""
_TWO = 2
_JOINING = frozenset(("and", "y", "e", "or", "o", "vs", "versus", "plus"))
_FILLING = frozenset(
    (
        *("the", "for", "of", "on", "in", "to", "also", "my", "one", "ones"),
        *("el", "la", "los", "las", "del", "de", "en", "para", "tambien", "entre", "mi"),
    )
)


def for_each_joined(command: str, named: Named, narrow: Callable[[str, Codes], Codes]) -> Codes:
    """Return one argument for each of the two credentials that a question names.

    Return () for any other question. `narrow` takes a command and the codes that a name can mean.
    It returns the codes to use.
    """
    if command not in _EACH:
        return ()
    each = [narrow(command, mention.codes) for mention in _joined(named)]
    return tuple(codes[0] for codes in each) if all(len(codes) == 1 for codes in each) else ()


def _joined(named: Named) -> tuple[Mention, ...]:
    """Return the two credentials of a message that has only words such as "and" between them.

    Return () for any other message.
    """
    mentions = sorted(named.mentions, key=lambda each: each.start)
    if len(mentions) != _TWO or mentions[0].codes == mentions[1].codes:
        return ()
    between = {word.folded for word in named.words[mentions[0].end : mentions[1].start]}
    if not between & _JOINING or between - _JOINING - _FILLING:
        return ()
    return tuple(mentions)
