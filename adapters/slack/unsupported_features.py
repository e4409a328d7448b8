"""Remember for a day which Slack features a workspace has refused."""

from cachetools import TTLCache

from adapters.slack.errors import NO_ANSWER, RATE_LIMITED, error_of

REFUSED_SECONDS = 24 * 60 * 60
"""How many seconds until a refused feature is tried again, in case Slack has added it."""
_MOST = 100
_PASSING = frozenset((NO_ANSWER, RATE_LIMITED))


def is_refusal(error: BaseException) -> bool:
    """Whether an error means that the workspace lacks a feature.

    Any other error may be temporary.
    """
    return error_of(error) not in _PASSING


class LackedFeatures:
    """The names of the features that a workspace has refused within the last day.

    The callers choose the names of features.
    """

    def __init__(self) -> None:
        self._names: TTLCache[str, bool] = TTLCache(_MOST, REFUSED_SECONDS)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def note(self, name: str) -> None:
        self._names[name] = True
