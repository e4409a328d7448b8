"""A small conversation, for tests of what adapters do with its answers."""

import asyncio
from typing import ClassVar

from bot.reply import Attachment, Button, Reply, Turn
from core.typesetting import qr_code

NEXT = ((Button("Next", "next"), Button("Catalog", "catalog")),)


class SmallConversation:
    """Has an answer to each of a few words and echoes everything else.

    The words are `status` (personal), `catalog` (public), `slow`, `steps`, `long`, `file` and
    `picture`. The word `broken` makes it fail. The answer to `slow` waits until `let_go` is set. If
    `late` is true, every answer waits until then.
    """

    person: ClassVar[str] = "Ana"
    paragraphs: ClassVar[int] = 60
    echoes_personally: ClassVar[bool] = True

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.kept: list[tuple[Turn, Reply]] = []
        self.kept_for: list[float] = []
        self.let_go = asyncio.Event()
        self.late = False

    async def retry_later(self, turn: Turn, reply: Reply, seconds: float = 0) -> None:
        self.kept.append((turn, reply))
        self.kept_for.append(seconds)

    async def answer(self, turn: Turn) -> Reply:
        self.turns.append(turn)
        word = turn.text.removeprefix("/").split()[0]
        if self.late or word == "slow":
            await self.let_go.wait()
        match word:
            case "status":
                return Reply("status", "status", f"**{self.person}**: one exam remains", NEXT)
            case "catalog":
                return Reply("catalog", "catalog", "Nine areas", NEXT, personal=False)
            case "slow":
                return Reply("slow", "slow", "At last")
            case "begin":
                return Reply("begin", "echo", "Begin?", ((Button("Begin", "steps"),),))
            case "steps":
                if turn.interim is not None:
                    await turn.interim(Reply("steps", "echo", "Half of it is done"))
                await self.let_go.wait()
                return Reply("steps", "echo", "All of it is done")
            case "long":
                lines = (f"Paragraph {n}: {'word ' * 40}" for n in range(self.paragraphs))
                return Reply("long", "long", "\n\n".join(lines), NEXT)
            case "file" | "picture":
                badge = Attachment("badge.png", "image/png", b"\x89PNG", "The badge of Milling I")
                class_ = Attachment("class.png", "image/png", qr_code("a", "png"), "", picture=True)
                file = badge if word == "file" else class_
                return Reply("file", "file", "Here it is", attachments=(file,))
            case "broken":
                raise RuntimeError("a name that no log may show")
        return Reply(word, "echo", f"You said: {turn.text}", personal=self.echoes_personally)
