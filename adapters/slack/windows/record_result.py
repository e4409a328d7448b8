"""The window in which staff record a performance exam's result."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack.rendering import Json
from adapters.slack.windows.blocks import (
    button,
    field,
    filled_in,
    menu,
    option,
    plain,
    selected_in,
    text_input,
    typed_in,
    window,
)
from adapters.slack.windows.window import Window, WindowServices
from bot.access import Access, Audience
from bot.home_page import HomePage
from bot.reply import Reply, Turn
from bot.whose_record import Shows
from core.catalog.model import ExamKind
from core.language.message import _
from core.records.model import Outcome

OPEN_RESULT = "open-result"
RECORD_RESULT = "record-result"
WHO, EXAM, HOW, DAY = "who", "exam", "how", "day"
MOST_OPTIONS = 100  # docs.slack.dev/reference/block-kit/block-elements/select-menu-element
_NAME_CHARACTERS = 100
_HOW = {Outcome.PASS.value: _("Passed"), Outcome.FAIL.value: _("Failed")}


class RecordResultWindow(Window[str]):
    """The window that records the result of a performance exam.

    Staff fill in the form, see what the result would change, and confirm the change.
    """

    callback_id = RECORD_RESULT
    access = Access(Audience.STAFF, Shows.STUDENTS)
    action_id = OPEN_RESULT
    below = frozenset({"result_waiting", "result_how", "result_who", "result_which_exam"})

    def button(self) -> Json:
        return button(
            OPEN_RESULT, _("Record a result"), _("Record a performance exam, in a window")
        )

    def order_at_home(self, page: HomePage) -> int:
        return 3 if page.records else 0

    async def view(self, turn: Turn, services: WindowServices) -> Json:  # noqa: ARG002 - the same for everyone
        exams = [
            option(each.title, exam.code)
            for each in services.workplace.credentials("", MOST_OPTIONS)
            for exam in each.exams_of(ExamKind.PERFORMANCE)[:1]
        ]
        return record_view(exams[:MOST_OPTIONS])

    def errors(self, view: Mapping[str, Any]) -> Mapping[str, str]:
        if not _student(view):
            return {WHO: _("Write the name of a candidate, or their number.")}
        return {}

    def read(self, view: Mapping[str, Any]) -> str | None:
        """Return the chat command for the submitted window, such as `result NAME; EXAM; pass`.

        Return None if a required field is empty.
        """
        said = (_student(view), selected_in(view, EXAM), selected_in(view, HOW))
        if not all(said):
            return None
        day = filled_in(view, DAY).get("selected_date")
        return "result " + "; ".join((*said, day) if isinstance(day, str) and day else said)

    async def handle(self, turn: Turn, filled: str, services: WindowServices) -> Reply:
        return await services.conversation.answer(replace(turn, text=filled))


def record_view(exams: list[Json]) -> Json:
    """Return the window for recording an exam's result.

    `exams` are the options of the window's menu of exams.
    """
    student = text_input(_NAME_CHARACTERS, _("Noor Haddad, or a candidate number"))
    outcomes = [option(words, value) for value, words in _HOW.items()]
    return {
        **window(),
        "callback_id": RECORD_RESULT,
        "submit": plain(_("Go on")),
        "blocks": [
            field(WHO, _("Candidate"), student),
            field(EXAM, _("Performance exam"), menu(exams)),
            field(HOW, _("How it went"), menu(outcomes, outcomes[0])),
            field(DAY, _("Day (leave open: today)"), {"type": "datepicker"}, optional=True),
        ],
    }


def _student(view: Mapping[str, Any]) -> str:
    return " ".join(re.sub(r"[;\s]+", " ", typed_in(view, WHO)).split())
