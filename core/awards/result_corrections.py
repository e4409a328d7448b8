"""Correct a result by hand, and update the awards that depend on it."""

from core.audit.actor import Action
from core.audit.entries import record
from core.awards.earned_awards import AwardAudience, AwardUpdates, Earned
from core.catalog.model import Catalog
from core.clock import Clock, Today
from core.records.corrections import Correction, correct
from core.storage.database import Database, write_alone


class ResultCorrections:
    """Corrects results, and updates the awards that depend on them."""

    def __init__(
        self,
        database: Database,
        catalog: Catalog,
        clock: Clock,
        today: Today,
        audience: AwardAudience,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock
        self._today = today
        self._audience = audience

    async def correct(self, one: Correction) -> Earned | None:
        """Correct a result and the awards that depend on it.

        Return the changes of awards. Return None if the record already has the correct values.
        Raises CannotCorrect if there is no such result on that day, or if several attempts fit.
        """
        async with self._database.begin() as connection:
            await write_alone(connection)
            changed = await correct(connection, one)
            if changed is None:
                return None
            await record(
                connection,
                Action.CORRECTED_RESULT,
                one.candidate,
                exam=one.exam,
                day=one.taken_on.isoformat(),
            )
            awarding = AwardUpdates(
                connection, self._catalog, self._clock, self._today(), self._audience
            )
            return await awarding.settle(changed)
