"""chat: talk with the bot in the terminal, as the person named with --as."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from io import TextIOWrapper

from adapters.cli.exit_codes import DONE, CannotDo
from adapters.cli.interrupts import run_interruptibly
from adapters.cli.open_database import opened
from adapters.settings import load_settings
from adapters.terminal.piped import answer_lines
from adapters.terminal.saved_files import SavedFiles
from adapters.terminal.session import Speaker
from bot.conversation import Conversation
from core.edgefinder import Edgefinder
from core.people.model import EMPLOYER_PREFIX, TERMINAL, Identity


def chat(arguments: Namespace) -> int:
    settings = load_settings()
    who = arguments.who.strip()

    async def work() -> int:
        async with opened(settings) as edgefinder:
            name = await speaker_name(edgefinder, who)
            conversation = Conversation(edgefinder)
            speaker = Speaker(conversation, who)
            if arguments.json or not sys.stdin.isatty():
                save = SavedFiles(arguments.save) if arguments.save else None
                await answer_lines(speaker, piped_lines(), as_json=arguments.json, save=save)
                return DONE
            from adapters.terminal.interactive import InteractiveChat

            files = SavedFiles(arguments.save)
            chat = InteractiveChat(speaker, name, conversation.commands, edgefinder.catalog, files)
            chat.show(await speaker.say("start"))
            await chat.run()
            return DONE

    return run_interruptibly(work())


def piped_lines() -> Iterator[str]:
    """Yield the lines of standard input as they arrive. Invalid UTF-8 is replaced."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    yield from sys.stdin or ()


async def speaker_name(edgefinder: Edgefinder, who: str) -> str:
    """Return the name of the person at the terminal; raises CannotDo if nobody has it."""
    if who.startswith(EMPLOYER_PREFIX):
        name = who.removeprefix(EMPLOYER_PREFIX).strip()
        if not name:
            raise CannotDo("name the employer: --as 'employer:NAME'")
        return name
    asker = await edgefinder.askers.find(Identity(TERMINAL, who))
    if asker.person is None:
        raise CannotDo(
            f"nobody is known as '{who}': give a candidate's number, a staff e-mail address or "
            "'employer:NAME' (people are imported with 'edgefinder import people FILE'; to try "
            "with sample people, run 'edgefinder demo')"
        )
    return asker.person.name
