"""Adjust the readings of a message to the asker, to their record and to the chat, step by step."""

from bot.understanding.adjusted_readings import (
    by_its_verb,
    not_of_others,
    not_taken_away,
    of_few_words,
    of_goal_named,
    of_named_student,
    of_own_failure,
    of_own_record,
    unless_only_told,
    without_alarm,
)
from bot.understanding.class_about_it import of_credential_shown
from bot.understanding.exams_by_state import by_state
from bot.understanding.left_out import filled_in, of_both, of_those_offered
from bot.understanding.orders import of_orders
from bot.understanding.papers_asked_about import of_goals_paper
from bot.understanding.price_readings import cost_of_goal
from bot.understanding.readings import Reading, Said, View
from bot.understanding.same_skill import of_plain_skill, of_those_talked_about
from bot.understanding.talk import Talk
from core.edgefinder import Edgefinder
from core.people.model import Asker
from core.progress import CandidateProgress
from core.records.model import Record


class ReadingSteps:
    """Takes the readings of a message through all adjustments, in order."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder

    @staticmethod
    def of_asker(
        text: str, readings: list[Reading], said: Said, asker: Asker, view: View
    ) -> list[Reading]:
        """Return the readings as this person means them, best first."""
        readings = unless_only_told(text, without_alarm(text, readings))
        readings = of_few_words(text, not_of_others(text, readings, asker), asker)
        readings = of_own_record(text, readings, asker)
        readings = of_named_student(text, of_orders(text, readings), said)
        readings = of_own_failure(text, readings, said, view)
        return not_taken_away(text, cost_of_goal(text, by_its_verb(text, readings)))

    def best(
        self, text: str, best: Reading, talk: Talk, said: Said, view: View, record: Record
    ) -> Reading:
        """Return the best reading, with what the chat was about if the message leaves it out."""
        best = of_goals_paper(of_goal_named(text, best, said, view), said, view)
        best = filled_in(text, best, talk, view.goals, view.held)
        return self.completed(text, best, talk, said, view, record)

    def completed(
        self, text: str, meant: Reading, talk: Talk, said: Said, view: View, record: Record
    ) -> Reading:
        """Return a reading with the credential, goal or exam that it is about."""
        meant = of_credential_shown(text, meant, talk, said)
        meant = of_those_talked_about(text, meant, said.named, talk, view)
        meant = of_plain_skill(meant, said.named, self._edgefinder.catalog)
        meant = of_those_offered(text, of_both(text, meant, talk), talk, view, said)

        def known() -> CandidateProgress:
            return self._edgefinder.progress.of(record, self._edgefinder.today())

        return by_state(text, meant, said, view, known)
