"""Chat through a pipe: lines go in, plain text or JSON comes out."""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from adapters.terminal.session import Speaker
from adapters.terminal.visible_marks import escaped_in_json, on_one_line, visible
from bot.plain_text import plain_text
from bot.reply import Button, Reply

if TYPE_CHECKING:
    from adapters.terminal.saved_files import SavedFiles


async def answer_lines(
    speaker: Speaker,
    lines: Iterable[str],
    out: TextIO | None = None,
    *,
    as_json: bool = False,
    save: "SavedFiles | None" = None,
) -> None:
    """Write the answer to each line that is not empty to `out`, as JSON or text.

    In JSON, each answer is an object on one line. In text, the question comes before its answer, so
    that readers know what was asked. `save` stores the files of answers. Raises OSError if a file
    cannot be saved.
    """
    out = out or sys.stdout
    for line in lines:
        typed = line.strip()
        if not typed:
            continue
        reply = await speaker.say(typed)
        paths = save.save(reply.attachments) if save else ()
        if as_json:
            told = escaped_in_json(json.dumps(document(reply, paths), ensure_ascii=False))
            print(told, file=out, flush=True)
        else:
            told = f"> {on_one_line(typed)}\n\n{visible(reply_as_text(speaker, reply, paths))}\n"
            print(told, file=out, flush=True)


def document(reply: Reply, paths: Sequence[Path] = ()) -> dict[str, Any]:
    """Return a reply as JSON data. `paths` are the paths of the reply's saved files."""
    return {
        "command": reply.command,
        "text": plain_text(reply.markdown),
        "buttons": [_button(button) for row in reply.buttons for button in row],
        "attachments": [
            {
                "name": each.name,
                "media_type": each.media_type,
                "bytes": len(each.content),
                "description": each.description,
                **({"path": str(paths[place])} if paths else {}),
            }
            for place, each in enumerate(reply.attachments)
        ],
        "template": reply.template,
        "understood": _understood(reply),
    }


def _understood(reply: Reply) -> Any:
    """Return which command was recognized in a message, with its argument and score, or None.

    If the message had several questions, return a list of commands.
    """
    found = [
        {"command": command, "argument": argument, "score": round(score, 3)}
        for command, argument, score in reply.understood
    ]
    return found if len(found) > 1 else found[0] if found else None


def reply_as_text(speaker: Speaker, reply: Reply, paths: Sequence[Path] = ()) -> str:
    """Return a reply as plain text, with the reply's buttons as numbered choices."""
    lines = [plain_text(reply.markdown)]
    lines += [f"({each.name}: {each.description})" for each in reply.attachments]
    lines += [str(path) for path in paths]
    if reply.buttons:
        lines.append("")
    numbers = speaker.numbers
    for row in reply.buttons:
        shown = (
            f"{button.label}: {button.url}" if button.url else f"[{numbers[button]}] {button.label}"
            for button in row
        )
        lines.append("   ".join(shown))
    return "\n".join(lines)


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"label": button.label, "url": button.url}
    return {"label": button.label, "call": button.call}
