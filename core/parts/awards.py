"""Goals, awards and their verification, as parts of Edgefinder."""

from functools import cached_property
from typing import TYPE_CHECKING

from core.parts.foundations import Foundations

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from core.awards.award_files import AwardFiles
    from core.awards.earned_awards import Revocations
    from core.awards.holdings import Holdings
    from core.awards.person_merging import PersonMerging
    from core.awards.result_corrections import ResultCorrections
    from core.awards.signing import Signing
    from core.goals.check_codes import GoalChecks
    from core.goals.evaluation import Goals
    from core.goals.exam_costs import ExamCosts
    from core.goals.followed_goals import FollowedGoals
    from core.goals.followed_progress import FollowedProgress
    from core.goals.proofs import Proofs
    from core.goals.repository import GoalRepository
    from core.goals.saved_goals import SavedGoals
    from core.goals.signoffs import SignOffs
    from core.goals.watched_proofs import WatchedProofs
    from core.importing.results_by_hand import ResultsByHand
    from core.records.scores import Scores
    from core.verification.lookup import Verification
    from core.verification.proof_links import Proven
    from core.verification.recent_checks import CheckHistory
    from core.verification.signed_credentials import SignedCredentials
    from core.verification.trusted_issuers import Trusted


class AwardParts(Foundations):
    """Use-cases about goals, awards and verification."""

    @cached_property
    def signing(self) -> "Signing":
        from core.awards.signing import Signing

        return Signing(self.database, self.catalog, self.clock, self._signer)

    @cached_property
    def proofs(self) -> "Proofs":
        from core.goals.proofs import Proofs

        return Proofs(self.database, self.clock, self.day_at, self.goal_repository, self.goals)

    @cached_property
    def goals(self) -> "Goals":
        from core.goals.evaluation import Goals

        return Goals(self.catalog)

    @cached_property
    def goal_repository(self) -> "GoalRepository":
        from core.goals.repository import GoalRepository

        return GoalRepository(self.database, self.catalog)

    @cached_property
    def exam_costs(self) -> "ExamCosts":
        from core.goals.exam_costs import ExamCosts

        return ExamCosts(self._fees, self.goals)

    @cached_property
    def followed_progress(self) -> "FollowedProgress":
        from core.goals.followed_progress import FollowedProgress

        return FollowedProgress(self.goals, self.catalog, self.progress)

    @cached_property
    def award_files(self) -> "AwardFiles":
        from core.awards.award_files import AwardFiles

        return AwardFiles(self.signing, self.catalog, self.clock, self.issuer, self._root)

    @cached_property
    def holdings(self) -> "Holdings":
        from core.awards.holdings import Holdings

        return Holdings(self.database, self.clock)

    @cached_property
    def person_merging(self) -> "PersonMerging":
        from core.awards.person_merging import PersonMerging

        return PersonMerging(self.database, self.catalog, self.clock, self.today)

    @cached_property
    def followed_goals(self) -> "FollowedGoals":
        from core.goals.followed_goals import FollowedGoals

        return FollowedGoals(self.database, self.clock)

    @cached_property
    def saved_goals(self) -> "SavedGoals":
        from core.goals.saved_goals import SavedGoals

        return SavedGoals(self.database, self.catalog, self.clock)

    @cached_property
    def goal_checks(self) -> "GoalChecks":
        from core.goals.check_codes import GoalChecks

        return GoalChecks(self.database, self.verification, self.goals, self.today)

    @cached_property
    def sign_offs(self) -> "SignOffs":
        from core.goals.signoffs import SignOffs

        return SignOffs(self.database, self.today)

    @cached_property
    def watched_proofs(self) -> "WatchedProofs":
        from core.goals.watched_proofs import WatchedProofs

        return WatchedProofs(self.database, self.clock, self.proofs)

    @cached_property
    def check_history(self) -> "CheckHistory":
        from core.verification.recent_checks import CheckHistory

        return CheckHistory(self.database, self.clock)

    @cached_property
    def scores(self) -> "Scores":
        from core.records.scores import Scores

        return Scores(self.database)

    @cached_property
    def results_by_hand(self) -> "ResultsByHand":
        from core.importing.results_by_hand import ResultsByHand

        return ResultsByHand(self.database, self.catalog, self.clock, self._zone)

    @cached_property
    def trusted(self) -> "Trusted":
        if self._trusted is not None:
            return self._trusted
        from core.verification.trusted_issuers import Trusted

        return Trusted()

    @cached_property
    def verification(self) -> "Verification":
        from core.verification.lookup import Verification
        from core.verification.record_lookup import RecordLookup

        def look(token: str) -> "Awaitable[Proven | None]":
            return self.proofs.look(token)

        record = RecordLookup(self.database, self.catalog, self.clock, self.issuer, look)
        return Verification(
            record, self.clock, self.rate_limits, lambda: self._signed_credentials, self._root
        )

    @cached_property
    def _signed_credentials(self) -> "SignedCredentials":
        from core.verification.fetching import Fetcher
        from core.verification.online_checks import Examination
        from core.verification.signed_credentials import SignedCredentials

        examination = Examination(self.trusted, Fetcher(self._trusted_hosts), self.files)
        return SignedCredentials(
            *(self.catalog, self.clock, self.signing, examination, self.files, self.verification)
        )

    @cached_property
    def revocations(self) -> "Revocations":
        from core.awards.earned_awards import Revocations
        from core.notices.award_notices import NoticesOfAwards

        return Revocations(self.database, self.clock, self.today, NoticesOfAwards())

    @cached_property
    def result_corrections(self) -> "ResultCorrections":
        from core.awards.result_corrections import ResultCorrections
        from core.notices.award_notices import NoticesOfAwards

        return ResultCorrections(
            self.database, self.catalog, self.clock, self.today, NoticesOfAwards()
        )
