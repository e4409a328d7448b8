"""Telegram and Slack doubles with random failures."""

import random
import re
from collections import defaultdict
from contextlib import AsyncExitStack
from typing import Any, Self

from tests.doubles.slack import SlackPlatform
from tests.doubles.slack.faults import Fault
from tests.doubles.telegram import TelegramApi
from tests.doubles.telegram.server import _Fault as TelegramFault

GOES_WRONG = 0.04
"""The share of calls that fail: refused, delayed, cut off, or with a lost response."""
_HOW = ("429", "500", "503", "timeout", "reset", "answer lost")
_AWAY = ("503", "reset")
"""How a platform fails while it is down for minutes."""
_CODE = re.compile(r"EF-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z*~$=]")


class BadDay:
    """The doubles of Slack and Telegram, which fail at random.

    `delivered` has the credentials' codes by destination, in order of arrival. `unheard` has
    the codes of messages whose response was lost on purpose, once for each lost response.
    """

    def __init__(self, seed: int) -> None:
        self.telegram = TelegramApi()
        self.slack = SlackPlatform()
        self.delivered: dict[str, list[str]] = defaultdict(list)
        self.unheard: list[str] = []
        self.went_wrong: dict[str, int] = defaultdict(int)
        self.away: set[str] = set()
        """The platforms that are down now."""
        self._random = random.Random(seed)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self.telegram)
        await self._stack.enter_async_context(self.slack)
        self.telegram._fault = self._of_telegram  # type: ignore[method-assign] # injects errors
        self._carry_out, self._note = self.telegram._do, self.slack.note_call
        self.telegram._do = self._do  # type: ignore[method-assign] # records what was delivered
        self.slack.faults._take = self._of_slack  # type: ignore[method-assign] # injects errors
        self.slack.note_call = self._note_call  # type: ignore[method-assign] # records what was delivered
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def _how(self, platform: str, text: str) -> str:
        if platform in self.away:
            self.went_wrong[f"{platform} away"] += 1
            return self._random.choice(_AWAY)
        if self._random.random() >= GOES_WRONG:
            return ""
        how = self._random.choice(_HOW)
        self.went_wrong[how] += 1
        if how == "answer lost":
            self.unheard += _CODE.findall(text)[:1]
        return how

    def _of_telegram(self, method: str, given: dict[str, Any]) -> TelegramFault | None:
        sends = method.lower() == "sendmessage"
        how = self._how("telegram", str(given.get("text"))) if sends else ""
        if not how:
            return None
        status = int(how) if how.isdecimal() else 0
        failure = None if status else how
        return TelegramFault(method, None, status, 1, failure, 1)  # type: ignore[arg-type] # a value of _HOW

    async def _do(self, method: str, given: dict[str, Any]) -> Any:
        result = await self._carry_out(method, given)
        if method.lower() == "sendmessage":
            codes = _CODE.findall(str(given["text"]))
            self.delivered[f"telegram {given['chat_id']}"] += codes[:1]
        return result

    def _of_slack(self, method: str, args: dict[str, Any]) -> Fault | None:
        sends = method == "chat.postMessage"
        how = self._how("slack", str(args.get("text"))) if sends else ""
        if not how:
            return None
        limited = how == "429"
        return Fault(
            method,
            "ratelimited" if limited else None,
            int(how) if how.isdecimal() and not limited else None,
            None if how.isdecimal() else how,  # type: ignore[arg-type] # a value of _HOW
            1,
            0,
            lambda _: True,
        )

    def _note_call(self, method: str, args: dict[str, Any], token: str) -> Any:
        call = self._note(method, args, token)
        # without a token, the double only records a fault
        if method == "chat.postMessage" and token:
            self.delivered[f"slack {args['channel']}"] += _CODE.findall(str(args["text"]))[:1]
        return call
