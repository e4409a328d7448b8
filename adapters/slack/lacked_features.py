"""Features that a workspace lacks, as its refusals have shown."""

from cachetools import TTLCache

from adapters.slack.errors import NO_ANSWER, RATE_LIMITED, error_of

REFUSED_SECONDS = 24 * 60 * 60
"""How long a refusal counts: Slack may have brought the feature there meanwhile."""
_MOST = 100
_PASSING = frozenset((NO_ANSWER, RATE_LIMITED))


def is_refusal(error: BaseException) -> bool:
    """Whether an error says something about the workspace, and not only about this moment."""
    return error_of(error) not in _PASSING


class LackedFeatures:
    """What a workspace has refused, by names that its user chooses; forgotten after a day."""

    def __init__(self) -> None:
        self._names: TTLCache[str, bool] = TTLCache(_MOST, REFUSED_SECONDS)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def note(self, name: str) -> None:
        self._names[name] = True
