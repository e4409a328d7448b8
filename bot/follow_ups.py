"""Read a message by what the chat was about before, if it has words such as "it" or "theirs"."""

import re
from collections.abc import Mapping

from bot.command import Command
from bot.understanding.all_of_it import means_all
from bot.understanding.asked_more import asked_more, order_in, subject_of, wants_word
from bot.understanding.asked_of_student import asked_of_student
from bot.understanding.changed_settings import changed_setting
from bot.understanding.class_about_it import class_about_it
from bot.understanding.class_follow_ups import asked_of_class
from bot.understanding.credentials_beside import at_level, credential_meant, sibling
from bot.understanding.exam_kinds import of_exam_kind
from bot.understanding.explained_order import explained_order
from bot.understanding.goal_families import among_goals
from bot.understanding.goal_names import find_goals
from bot.understanding.goals_chosen import goal_chosen
from bot.understanding.imperatives import is_order
from bot.understanding.latest_earned import latest_earned
from bot.understanding.lead_ins import Core, core_of
from bot.understanding.left_out import filled_in, is_unearned
from bot.understanding.opening_days import asks_day, of_opening
from bot.understanding.orders import is_no_order, is_supposed, without_order
from bot.understanding.papers_asked_about import asked_of_paper
from bot.understanding.pointed_out import pointed_out
from bot.understanding.readings import EACH, SEVERAL, Reading, Said, View, narrow_to_own
from bot.understanding.refused_name import not_that_one
from bot.understanding.reminder_words import only_mentions_reminder
from bot.understanding.same_question import Heard, same_question
from bot.understanding.same_result_for_another import order_behind, recorded_again
from bot.understanding.same_skill import nearest
from bot.understanding.same_thing import same_thing
from bot.understanding.short_term_memory import asked_on, goes_on_freely
from bot.understanding.shown_again import shown_again
from bot.understanding.taking_back import taken_back
from bot.understanding.talk import GOES_ON, Talk
from bot.understanding.things_meant import of_things, stated_result
from bot.understanding.words import bare, only_tells, plain, words_of
from core.catalog.model import Level
from core.catalog.search import Found
from core.edgefinder import Edgefinder
from core.records.model import Record
from core.values import replace

_MINE = re.compile(r"^(?:my|the|mi|el|la) (?:(?:de|del) )?", re.IGNORECASE)
_CODES = re.compile(
    r"[A-Z0-9-]+(?:\|[A-Z0-9-]+)*(?: (?:theory|performance))?$|[a-z0-9]+-[a-z0-9-]+$"
)
"""Matches codes of credentials with a kind of exam, or the code of a goal."""
SURE, LIKELY = 0.5, 0.26
_FEW = 6


class FollowUps:
    """Reads messages that depend on what the chat was about before."""

    def __init__(self, edgefinder: Edgefinder, commands: Mapping[str, Command]) -> None:
        self._edgefinder = edgefinder
        self._commands = commands

    def meant(
        self, text: str, talk: Talk, said: Said, view: View, record: Record
    ) -> Reading | None:
        """Return the question of a message that continues the chat's last answer.

        Return None if the message makes sense on its own.
        """
        best = said.readings[0]
        talk = self._with_codes(talk, view)
        # the message is about somebody else than the student last discussed
        if said.unlisted and not order_behind(text, said.unlisted):
            talk = replace(talk, things=replace(talk.things, students=()))
        heard = Heard(text, talk, said, view, self._edgefinder.catalog)
        if (found := self._of_last_answer(heard, record)) is not None:
            return found if self._may(found, text) else None
        if not goes_on_freely(text):
            talk = Talk(things=talk.things)
            heard = replace(heard, talk=talk)
        if same := same_question(heard):
            return self._own(same, view, talk) if same.command in self._commands else None
        if not said.named.mentions and (then := asked_on(text, talk, best.command)):
            return Reading(*then, 0.9)
        if (found := of_things(heard)) is not None:
            return found if self._may(found, text) else None
        unnamed = best.command == "credential" and not best.argument
        of_goals = talk.command in {"goals", "goal"} or (unnamed and talk.things.goal)
        if of_goals and len(said.named.words) <= _FEW:
            goals = find_goals(said.named.words, view.goals, vague=False)
            if len(goals) == 1 and not _asks_of_goal(text, best):
                return Reading("goal", goals[0].code, 0.9)
        # only for a single question: in the second of two, "it" means what the first one names
        pointed = ""
        if said.second is None and said.words_known:
            pointed = self._pointed(text, talk, best, record, view, said.named.levels)
        unasked = best.command in _AT_ONCE and not is_order(text, best.command)
        # a message that only tells something points at it without asking
        least = SURE if only_tells(text) else LIKELY
        if pointed and best.score >= least and best.command in self._commands and not unasked:
            when = best.command == "next" and _WHEN.search(plain(text)) is not None
            locked = when and self._is_locked(pointed, record)
            # `status` tells when a locked exam opens
            command = "status" if locked else best.command
            return Reading(command, pointed, max(best.score, SURE))
        return None

    def _of_last_answer(self, heard: Heard, record: Record) -> Reading | None:
        """Return what a message means after what the bot has just asked, listed or done."""
        core = core_of(heard.text)
        if (placed := among_goals(heard, core)) is not None or not heard.talk.command:
            return placed
        if (newest := latest_earned(heard, core, record)) is not None:
            return newest
        for kind in _OF_LAST_ANSWER:
            if (found := kind(heard, core)) is not None:
                return found
        if heard.talk.command == "result" and (found := stated_result(heard)) is not None:
            return found
        return self._opening(heard, core, record) or self._reminded(heard, core, record)

    def _opening(self, heard: Heard, core: Core, record: Record) -> Reading | None:
        """Return the status of a credential, if a few words ask for a day.

        They ask for the day on which a locked exam opens: that of the credential just talked about,
        even if it is not locked, or the only locked exam.
        """
        talk, said = heard.talk, heard.said
        if said.named.mentions or said.people or said.codes or not asks_day(core.words):
            return None
        code = subject_of(talk)
        if not code or not self._is_locked(code, record):
            again = _I_AGAIN.search(core.words) and not _OF_LOCKS.search(core.words)
            own = again or (of_opening(core.words) and not _is_other(talk, core.words))
            if code and own and heard.view.role == "candidate":
                return Reading("status", code, 0.95)
            about = talk.command == "ask" and talk.argument in _ABOUT_LOCKS
            about = about or (not code and talk.command in _OF_OPENINGS) or of_opening(core.words)
            code = self._locked_alone(record) if about else ""
        return Reading("status", code, 0.95) if code else None

    def _reminded(self, heard: Heard, core: Core, record: Record) -> Reading | None:
        """Return a reminder for the exam that the chat was about, as in "let me know then"."""
        talk = heard.talk
        locks = talk.command == "ask" and talk.argument in _ABOUT_LOCKS
        few = len(core.words.split()) <= _MOST_OF_REMINDER
        few = few and not only_mentions_reminder(core.words)
        if not few or not (locks or talk.command in _OF_OPENINGS) or not wants_word(core.words):
            return None
        if heard.said.named.mentions or is_no_order(_WHEN_IT_OPENS.sub(" ", core.words)):
            return None
        if _OF_NOTICES.search(core.words) or "?" in heard.text:
            return None
        code = sibling(core.words.split(), subject_of(talk), heard.catalog) or subject_of(talk)
        if not code or not self._is_locked(code, record):
            best = heard.said.readings[0]
            if not locks and best.command == "notices" and best.score >= SURE:
                return None
            code = "" if _is_other(talk, core.words) else code
            code = code or self._locked_alone(record)
        return Reading("remind", code, 0.95)

    def _with_codes(self, talk: Talk, view: View) -> Talk:
        """Return the talk with codes in place of typed names of credentials and goals."""
        goal = talk.things.goal
        if goal and all(each.code != goal for each in view.goals):
            found = find_goals(words_of(goal), view.goals)
            meant = found[0].code if len(found) == 1 else ""
            rest = talk.things.goals[1:]
            known = (meant, *rest) if meant else rest
            talk = replace(talk, things=replace(talk.things, goals=known))
        typed = talk.command in {"remind", "withdraw"} and talk.argument != "off"
        spoken = talk.subject or (talk.argument if typed else "")
        if not (typed or talk.command in GOES_ON) or not spoken or _CODES.match(spoken):
            return talk
        match self._edgefinder.index.resolve(_MINE.sub("", spoken)):
            case Found(credential=credential):
                code = credential.code
                things = replace(talk.things, credentials=(code, *talk.things.credentials))
                return replace(talk, argument=code, subject=code, things=things)
        return replace(talk, subject="")

    def _may(self, reading: Reading, text: str) -> bool:
        """Whether a reading may be used.

        Its command must exist. If the command acts at once, the message must be an order.
        """
        if reading.command == "help" and reading.argument not in self._commands:
            return False
        if reading.command == "result" and is_supposed(text):
            return False
        at_once = reading.command in _AT_ONCE and reading.argument
        return reading.command in self._commands and not (at_once and is_no_order(order_in(text)))

    def _own(self, reading: Reading, view: View, talk: Talk) -> Reading:
        """Return a reading with fewer credentials, if it may mean any of several.

        Keep the credentials that the asker holds or has started. If there are none, or if the
        command shows the catalog, keep those most like the chat's last credential.
        """
        if reading.command not in GOES_ON:
            return reading
        if EACH in reading.argument:
            each = (replace(reading, argument=one) for one in reading.argument.split(EACH))
            own = EACH.join(self._own(one, view, talk).argument for one in each)
            return replace(reading, argument=own)
        codes, _space, rest = reading.argument.partition(" ")
        mine = view.held | view.begun
        several = codes.split(SEVERAL)
        things = talk.things.credentials
        last = (talk.argument or talk.subject or next(iter(things), "")).partition(" ")[0]
        if reading.command in _OF_CATALOG or mine.isdisjoint(several):
            several = nearest(several, last, self._edgefinder.catalog).split(SEVERAL)
        own = SEVERAL.join(narrow_to_own(reading.command, tuple(several), view))
        return Reading(reading.command, f"{own} {rest}".strip(), reading.score)

    def _pointed(
        self,
        text: str,
        talk: Talk,
        best: Reading,
        record: Record,
        view: View,
        levels: frozenset[Level],
    ) -> str:
        """Return the argument that a message refers to, or "".

        After an answer about CNC milling, "and when does it open?" refers to this credential.
        """
        pointed = "" if best.argument else filled_in(text, best, talk, held=view.held).argument
        if not best.argument and best.command in GOES_ON | {"remind", "withdraw"}:
            pointed = credential_meant(bare(text), talk) or pointed
            at = next(iter(levels), None)
            if at is not None and (code := subject_of(talk)):
                pointed = at_level(code, at, self._edgefinder.catalog) or pointed
        if is_unearned(best.command, pointed, text, view.held):
            pointed = ""
        if best.command == "remind" and _is_other(talk, bare(text)):
            pointed = pointed if self._is_locked(pointed, record) else ""
        if pointed or best.argument or means_all(bare(text)):
            return pointed
        if best.command == "remind":
            return self._locked_alone(record) if talk.command else ""
        again = _AGAIN.search(plain(text)) is not None
        return self._only_locked(talk, best, record) if again else ""

    def _only_locked(self, talk: Talk, best: Reading, record: Record) -> str:
        """Return the only credential with a locked exam, if the chat was about locked exams.

        Otherwise return "".
        """
        about = talk.command == "ask" and talk.argument in _ABOUT_LOCKS
        return self._locked_alone(record) if about and best.command in _OF_LOCKED else ""

    def _locked_alone(self, record: Record) -> str:
        """Return the only credential that has a locked exam, or "" for none or several."""
        progress = self._edgefinder.progress.of(record, self._edgefinder.today())
        locked = [one.credential.code for one in progress.in_progress if one.locked]
        return locked[0] if len(locked) == 1 else ""

    def _is_locked(self, code: str, record: Record) -> bool:
        progress = self._edgefinder.progress.of(record, self._edgefinder.today())
        return any(one.credential.code == code and one.locked for one in progress.in_progress)


def _is_other(talk: Talk, words: str) -> bool:
    """Whether words about a locked exam need not mean the credential that the chat is about.

    They say "the locked one", or the last answer chose that credential, not the writer.
    """
    suggested = talk.command == "next" and not talk.argument
    return suggested or _THE_LOCKED.search(words) is not None


def _asks_of_goal(text: str, best: Reading) -> bool:
    """Whether the message itself says what to do with a goal, such as to follow it."""
    if best.command == "follow":
        return without_order(text, best) is best
    return best.command in {"unfollow", "prove", "cost"} and best.score >= SURE


_AT_ONCE = frozenset(("watch", "follow"))
"""Commands that act at once, so a message must clearly order them."""
_OF_CATALOG = frozenset(("credential", "cost"))
_WHEN = re.compile(r"\b(?:when|cuando)\b")
_AGAIN = re.compile(
    r"\b(?:it|again|open\w*|unlock\w*|retake|redo|lo|abr\w+|repet\w*|repit\w*|otra vez"
    r"|desbloque\w*)\b"
)
_OF_LAST_ANSWER = (
    explained_order,
    goal_chosen,
    not_that_one,
    pointed_out,
    of_exam_kind,
    changed_setting,
    taken_back,
    recorded_again,
    asked_of_student,
    class_about_it,
    asked_of_class,
    same_thing,
    shown_again,
    asked_of_paper,
    asked_more,
)
_I_AGAIN = re.compile(
    r"\b(?:i|me)\b.* (?:again|retake)\b|\bretake\b"
    r"|\b(?:volver a|repet\w+|repit\w+|otra vez|de nuevo)\b"
)
_OF_OPENINGS = frozenset(("status", "next", "remind", "score"))
_MOST_OF_REMINDER = 10
_WHEN_IT_OPENS = re.compile(r"\b(?:when|cuando|if|si|once|as soon as|en cuanto|the day|el dia)\b.*")
_OF_NOTICES = re.compile(r"\b(?:notices?|avisos|notific\w+|everything|todo|always|siempre)\b")
_OF_LOCKS = re.compile(r"\b(?:\w*lock\w*|\w*open\w*|abr\w+|\w*bloque\w*|suelt\w+)\b")
_THE_LOCKED = re.compile(
    r"\bthe (?:locked|closed|blocked)\b"
    r"|\b(?:el|la|al?|del?) (?:que (?:esta|anda|sigue|tengo) )?(?:bloquead|cerrad|trabad)[oa]\b"
)
_ABOUT_LOCKS = frozenset(("locked", "retakes"))
_OF_LOCKED = frozenset(("next", "status", "remind"))
