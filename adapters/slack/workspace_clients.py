"""A voice in each workspace: the calls, answers and surfaces that go with its token."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from adapters.delivery_outcome import Failed, Outcome, Unreachable
from adapters.keyed_tasks import Work
from adapters.slack.answer_sender import Answering
from adapters.slack.home_publisher import Homes, Showing
from adapters.slack.installation_teams import Premises
from adapters.slack.notice_sender import SlackSender
from adapters.slack.send_rate import Limits, Pacing
from adapters.slack.surfaces import Surfaces
from adapters.slack.turns import PLATFORM
from adapters.slack.verified_email import Vouching
from adapters.slack.web_api import WebApi
from bot.reply import Reply
from bot.workplace import AtWork

REMEMBERED = 2_000

RenewAt = Callable[[str, str, str], Awaitable[str | None]]
"""`Renew` for the workspace or org that is named first."""
TokenOf = Callable[[str], Awaitable[str | None]]
"""The token for a workspace or an org by its id; None where the app is not installed."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How we speak in one workspace."""

    api: WebApi
    answering: Answering
    surfaces: Surfaces
    sender: SlackSender
    premises: Premises
    vouching: Vouching


class Voices:
    """A voice for each token, made when it is first needed; all share one session."""

    def __init__(
        self,
        api_url: str,
        workplace: AtWork,
        work: Work,
        renew: RenewAt,
        limits: Limits,
        trusted: frozenset[str] | None,
        token_of: TokenOf,
    ) -> None:
        """`renew` is told of tokens that Slack refuses; `limits` are those of each workspace;
        `trusted`: see Vouching.
        """
        self._api_url = api_url
        self._trusted = trusted
        self._renew = renew
        self._workplace = workplace
        self._token_of = token_of
        self._homes = Homes(workplace, work, self._showing)
        self._root = WebApi("", api_url)
        self._voices: OrderedDict[str, Voice] = OrderedDict()
        self._limits = limits
        self._paces: OrderedDict[str, Pacing] = OrderedDict()

    @property
    def root(self) -> WebApi:
        """The one that holds the session, and speaks for no workspace."""
        return self._root

    async def open(self) -> None:
        await self._root.open()
        for voice in self._voices.values():
            voice.api.share(self._root.calls.session)
        for pacing in self._paces.values():
            pacing.start()

    async def close(self) -> None:
        for pacing in self._paces.values():
            pacing.stop()
        for voice in self._voices.values():
            voice.api.share(None)
        await self._root.close()

    def of(self, token: str, place: str) -> Voice:
        """The voice with this token, of this workspace or org."""
        voice = self._voices.get(token)
        if voice is None:
            renew = partial(self._renew, place)
            api = WebApi(token, self._api_url, self._pacing(place), renew)
            api.share(self._root.calls.session if self._root.is_open else None)
            answering = Answering(api)
            premises = Premises(api, self._workplace)
            vouching = Vouching(api, premises, self._trusted)
            surfaces = Surfaces(api, answering, self._workplace, self._homes)
            sender = SlackSender(api, delivered=self._homes.changed_for)
            voice = Voice(api, answering, surfaces, sender, premises, vouching)
            self._voices[token] = voice
            if len(self._voices) > REMEMBERED:
                self._voices.popitem(last=False)
        else:
            self._voices.move_to_end(token)
        return voice

    async def _showing(self, place: str) -> Showing | None:
        token = await self._token_of(place)
        if token is None:
            return None
        voice = self.of(token, place)
        return Showing(voice.api, voice.vouching)

    def _pacing(self, place: str) -> Pacing:
        """That of the workspace or org, whichever its token is at the moment."""
        pacing = self._paces.pop(place, None) or Pacing(self._limits)
        self._paces[place] = pacing
        if len(self._paces) > REMEMBERED:
            self._paces.popitem(last=False)
        return pacing


class Sender:
    """Sends notices, each with the voice of the workspace that its address is in.

    An address is `TEAM:USER`, or `PLACE/TEAM:USER` where the app is installed in another place: an
    org, or the workspace that shares a channel with that person's.
    """

    platform = PLATFORM

    def __init__(self, voices: Voices, token_of: TokenOf) -> None:
        self._voices = voices
        self._token_of = token_of

    def room(self, address: str) -> str:
        """The place that the app is installed in: Slack's limits are for all that goes there."""
        return _placed(address)[0]

    async def send(self, address: str, reply: Reply) -> Outcome:
        """As `SlackSender.send`."""
        place, inner = _placed(address)
        if not inner.rpartition(":")[2]:
            return Unreachable("this is no Slack address")
        if not self._voices.root.is_open:
            return Failed("Slack is not connected")
        token = await self._token_of(place)
        if token is None:
            return Unreachable("the workspace has removed Edgefinder")
        return await self._voices.of(token, place).sender.send(inner, reply)


def _placed(address: str) -> tuple[str, str]:
    """The place that the app is installed in, and what its sender is given."""
    place, slash, inner = address.partition("/")
    return (place, inner) if slash else (address.partition(":")[0], address)
