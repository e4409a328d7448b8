"""The kinds of notices.

Each has a template `notice_KIND.md` and a function that makes the notice's text.
"""

from enum import StrEnum


class NoticeKind(StrEnum):
    """The kinds of notices.

    The comments say who gets a notice of each kind, and sometimes why.
    """

    AWARD_EARNED = "award_earned"  # to the candidate
    AWARD_REVOKED = "award_revoked"
    AWARDS_EARNED = "awards_earned"  # to the candidate: several awards at once
    STUDENT_AWARDS = "student_awards"  # to an instructor or a group chat: several awards at once
    STUDENT_AWARD = "student_award"  # to each instructor who has the candidate on a roster
    STUDENT_AWARD_REVOKED = "student_award_revoked"
    RESULT_RECORDED = "result_recorded"  # to the candidate, once for each import
    EXAM_OPENS = "exam_opens"  # to a candidate who asked: a lock has ended
    NUDGE = "nudge"  # to the candidate: an exam is still open
    DIGEST = "digest"  # to the instructor, about one roster
    ROSTER_AWARDS = "roster_awards"  # to a group chat, about one roster: how many awards
    PLACE_LOST = "place_lost"  # to the instructor who chose a group chat that is lost
    IMPORT_FINISHED = "import_finished"  # to account administrators: a file was imported
    RESULT_WAITS = "result_waits"  # to evaluators: an instructor submitted a result
    RESULT_DECIDED = "result_decided"  # to the instructor who submitted the result
    GOAL_MET = "goal_met"  # to a candidate who follows the goal and now meets it
    GOAL_NEAR = "goal_near"
    WATCHED_AWARD = "watched_award"  # to a watcher: the award was revoked
    CHAT_LINKED = "chat_linked"  # to a private chat: another chat was linked
    FORGOTTEN = "forgotten"  # to a private chat: everything about its person was deleted
    CORRECTION_ASKED = "correction_asked"  # to administrators: somebody's record is wrong
    CORRECTION_SETTLED = "correction_settled"  # to the person who reported the error
    LINK_ASKED = "link_asked"  # to administrators: a chat asks to be linked to staff
    ANSWER = "answer"  # to the user: a reply that the platform refused
    WATCHED_GOAL = "watched_goal"  # to a watcher: the proof has changed
