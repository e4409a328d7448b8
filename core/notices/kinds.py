"""The kinds of notices. Each has a template `notice_KIND.md` and a function that composes it."""

from enum import StrEnum


class NoticeKind(StrEnum):
    AWARD_EARNED = "award_earned"  # to the candidate
    AWARD_REVOKED = "award_revoked"
    STUDENT_AWARD = "student_award"  # to each instructor who has them on a roster
    STUDENT_AWARD_REVOKED = "student_award_revoked"
    GOAL_MET = "goal_met"  # to a candidate who follows it
    GOAL_NEAR = "goal_near"
