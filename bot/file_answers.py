"""Answer files in a private chat: with verdicts on their credentials, or with an import preview."""

from collections.abc import Callable, Sequence

from bot import file_import
from bot.codes_in_text import shown_in
from bot.command import Answer
from bot.commands.verify import content_answer, person_of, without_duplicates
from bot.reply import File, Reply, Turn
from bot.whose_badge import address_at_end
from core.edgefinder import Edgefinder
from core.verification.verdict import Detail, Verdict


async def file_answer(turn: Turn, file: File, edgefinder: Edgefinder) -> tuple[str, Answer]:
    """Answer a file with verdicts on its credentials, or a preview of an import.

    Return the name of the command that the answer belongs to, and the answer. For a preview, the
    name is "".
    """
    verification = edgefinder.verification
    recipient = address_at_end(turn.text)
    verdicts = await verification.verify_file(
        file.name, file.content, person_of(turn.identity), recipient
    )
    if shown := shown_in(turn.text):
        typed = await verification.verify_typed(" ".join(shown))
        verdicts = [*verification.with_warnings(typed, turn.text), *verdicts]
    verdicts = without_duplicates(verdicts)
    if (to_import := await _preview(turn, verdicts, edgefinder)) is not None:
        return "", to_import
    return "verify", content_answer(verdicts, edgefinder, turn.capabilities)


async def _preview(
    turn: Turn, verdicts: Sequence[Verdict], edgefinder: Edgefinder
) -> Answer | None:
    """Return the preview of a file to import, if an administrator sent the file.

    If other staff sent the file, return an answer that says who can import it. Return None if there
    is nothing to import.
    """
    asker = await edgefinder.askers.find(turn.identity)
    nothing = (Detail.NOT_A_CREDENTIAL, Detail.DAMAGED)
    codes = sum(each.detail not in nothing for each in verdicts)
    if file_import.importing_role(asker) is None:
        return None if codes else file_import.for_an_administrator(turn, asker)
    return await file_import.preview(turn, asker, edgefinder, codes)


async def import_answer(
    turn: Turn, edgefinder: Edgefinder, compose: Callable[[Answer], Reply]
) -> Answer | None:
    """Answer a pressed button of an import preview. Return None for any other turn.

    `compose` makes the replies that show the import's progress.
    """
    if not turn.text.startswith(f"{file_import.CALL} "):
        return None
    asker = await edgefinder.askers.find(turn.identity)

    async def interim(answer: Answer) -> None:
        if turn.interim is not None:
            await turn.interim(compose(answer))

    return await file_import.press_preview_button(turn, asker, edgefinder, interim)
