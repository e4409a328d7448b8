"""The kinds of notices.

Each has a template `notice_KIND.md` and a function that composes it.
"""

from enum import StrEnum


class NoticeKind(StrEnum):
    AWARD_EARNED = "award_earned"  # to the candidate
    AWARD_REVOKED = "award_revoked"
    AWARDS_EARNED = "awards_earned"  # to the candidate: many at once
    STUDENT_AWARDS = "student_awards"  # to an instructor or a place: many at once
    STUDENT_AWARD = "student_award"  # to each instructor who has them on a roster
    STUDENT_AWARD_REVOKED = "student_award_revoked"
    RESULT_RECORDED = "result_recorded"  # to the candidate, once an import
    EXAM_OPENS = "exam_opens"  # to the candidate, who asked for it: a lock is over
    NUDGE = "nudge"  # to the candidate: an exam is open whose partner was passed long ago
    DIGEST = "digest"  # to the instructor, of one roster
    ROSTER_AWARDS = "roster_awards"  # to a place, of one roster: how many, and not whose
    PLACE_LOST = "place_lost"  # to whoever had rosters told in it: nothing can be sent there
    IMPORT_FINISHED = "import_finished"  # to account administrators
    GOAL_MET = "goal_met"  # to a candidate who follows it
    GOAL_NEAR = "goal_near"
    WATCHED_AWARD = "watched_award"  # to whoever watches it: it was revoked
    CHAT_LINKED = "chat_linked"  # to a private chat: one was linked to the same person
    LINK_ASKED = "link_asked"  # to administrators: a chat would be a staff member's
    ANSWER = "answer"  # to whoever asked: the platform did not take it at the time
    WATCHED_GOAL = "watched_goal"  # to whoever watches a proof: it says something else by now
