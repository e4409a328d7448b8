"""Remember which features of newer Bot API versions a server or chat has refused."""

from enum import Enum, auto

from cachetools import TTLCache
from telegram.error import BadRequest, TelegramError

from adapters.telegram.errors import About, about, is_unknown_method

_REMEMBERED = 10_000
_SECONDS = 6 * 3600.0
"""How many seconds until a refused feature is tried again.

The server or the bot's rights may have changed in the meantime.
"""
_SERVER = 0


class Feature(Enum):
    """The features of Telegram that older Bot API servers do not have."""

    RICH = auto()
    """Rich messages, which the Bot API has since 10.1."""
    ASIDE = auto()
    """Ephemeral messages, which only one person in a group sees.

    The Bot API has them since 10.3. The bot must be an administrator.
    """
    ASIDE_TO_A_PRESS = auto()
    """Ephemeral messages that answer a button press. The bot need not be an administrator."""


class FeatureRefused(Exception):  # noqa: N818 - a refusal that has a fallback
    """Raised when the server or the chat refuses a newer feature."""

    def __init__(self, feature: Feature, chat_id: int, *, by_server: bool) -> None:
        super().__init__(f"{feature.name} is refused")
        self.feature = feature
        self.chat_id = _SERVER if by_server else chat_id


class Refusals:
    """The features that a server or a chat has refused recently.

    They are not tried for a while.
    """

    def __init__(self) -> None:
        self._known: TTLCache[tuple[Feature, int], bool] = TTLCache(_REMEMBERED, _SECONDS)
        self._any = False

    def may_try(self, feature: Feature, chat_id: int) -> bool:
        if not self._any:  # saves two look-ups, because current servers refuse nothing
            return True
        return (feature, _SERVER) not in self._known and (feature, chat_id) not in self._known

    def remember(self, refused: FeatureRefused) -> None:
        self._known[refused.feature, refused.chat_id] = self._any = True


def refused_in(error: TelegramError, feature: Feature, chat_id: int) -> FeatureRefused | None:
    """Return a FeatureRefused if an error means that this feature is refused, else None."""
    if is_unknown_method(error):
        return FeatureRefused(feature, chat_id, by_server=True)
    if isinstance(error, BadRequest) and about(error) is About.OTHER:
        return FeatureRefused(feature, chat_id, by_server=False)
    return None
