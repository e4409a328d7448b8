"""What each user of the terminal last asked about, stored only in this process."""

import json
from collections.abc import Mapping
from typing import Any

from core.people.model import Asker, Identity


class TerminalMemory:
    """Stores what each user of the terminal last asked about, and their language.

    A terminal user has only one conversation, without threads.
    """

    def __init__(self) -> None:
        self._topics: dict[str, str] = {}
        self._languages: dict[str, str] = {}

    def keep(self, identity: Identity, topic: Mapping[str, Any], _thread: str = "") -> None:
        self._topics[identity.external_id] = json.dumps(topic)

    async def topic(self, identity: Identity, _thread: str = "") -> Mapping[str, Any] | None:
        return self.topic_of(Asker(identity))

    def topic_of(self, asker: Asker, _thread: str = "") -> Mapping[str, Any] | None:
        kept = self._topics.get(asker.identity.external_id)
        found: Mapping[str, Any] | None = json.loads(kept) if kept else None
        return found

    async def language(self, identity: Identity) -> str | None:
        return self._languages.get(identity.external_id)

    def choose(self, identity: Identity, language: str) -> None:
        self._languages[identity.external_id] = language

    def forget(self, identity: Identity) -> None:
        self._topics.pop(identity.external_id, None)
