"""Edgefinder's ground floor put together: what every way in is given."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.awards.issuer import Issuer
from core.awards.keys import Keys
from core.awards.papers import Papers
from core.awards.signing import Signing
from core.catalog.fees import load_fees
from core.catalog.loading import load_catalog
from core.catalog.model import Catalog
from core.catalog.search import CatalogIndex
from core.clock import Clock, utc_now
from core.goals.costing import Costing
from core.goals.evaluating import Goals
from core.goals.following import Following
from core.goals.proofs import Proofs
from core.goals.repository import GoalRepository
from core.notices.places import Places
from core.notices.preferences import Choices
from core.notices.watches import Watches
from core.outbox.claims import Outbox
from core.outbox.late_answers import LateAnswers
from core.progress import Progress
from core.rules import Rules, load_rules
from core.storage.database import Database, DatabaseError, why_unusable
from core.storage.revisions import prepare
from core.verification.files.workers import FileReader
from core.verification.lookup import Verification
from core.verification.trusted_issuers import load_trusted


@dataclass(frozen=True, slots=True)
class Edgefinder:
    """The parts that use-cases need, wired once. `public_url` is None when there is no web.

    `contact`: whom people may ask where they train; None where that is not set.
    """

    database: Database
    catalog: Catalog
    index: CatalogIndex
    rules: Rules
    progress: Progress
    goals: Goals
    goal_repository: GoalRepository
    costing: Costing
    following: Following
    proofs: Proofs
    verification: Verification
    outbox: Outbox
    late_answers: LateAnswers
    choices: Choices
    places: Places
    watches: Watches
    clock: Clock
    issuer: str
    public_url: str | None
    signing: Signing
    papers: Papers
    files: FileReader
    contact: str | None = None

    async def close(self) -> None:
        self.files.close()
        await self.database.close()


async def open_edgefinder(
    *,
    database_url: str,
    catalog: Path | None = None,
    issuer: str = "this training centre",
    public_url: str | None = None,
    keys_dir: Path | None = None,
    trusted_dir: Path | None = None,
    zone: str = "UTC",
    contact: str | None = None,
    fees: Path | None = None,
    clock: Clock = utc_now,
) -> Edgefinder:
    """Opens the database (made anew when there is none) and loads the catalog and the rules.

    `zone`: the time zone of people who have not chosen theirs. Raises DatabaseError, CatalogError,
    FeesError or TrustedError, each with one line that says how to mend it.
    """
    loaded, index = _shipped_catalog() if catalog is None else _read_catalog(catalog)
    believed = load_trusted(trusted_dir)
    prices = load_fees(fees, loaded) if fees else None
    rules = load_rules()
    database = Database.open(database_url)
    try:
        await prepare(database)
    except BaseException as error:
        await database.close()
        why = why_unusable(error)
        if why is None:
            raise
        raise DatabaseError(why) from error
    progress, goals = Progress(loaded, rules), Goals(loaded)
    goal_repository = GoalRepository(database, loaded)
    signing = Signing(database, loaded, clock, signer(issuer, public_url, keys_dir, clock))
    files = FileReader()
    return Edgefinder(
        database=database,
        catalog=loaded,
        index=index,
        rules=rules,
        progress=progress,
        goals=goals,
        goal_repository=goal_repository,
        costing=Costing(prices, goals),
        following=Following(goals, loaded, progress),
        proofs=Proofs(database, loaded, clock, goal_repository, goals),
        verification=Verification(database, loaded, clock, issuer, signing, believed, files),
        outbox=Outbox(database, clock, home_zone=zone),
        late_answers=LateAnswers(database, clock),
        choices=Choices(database, clock, zone),
        places=Places(database, clock),
        watches=Watches(database, clock),
        clock=clock,
        issuer=issuer,
        public_url=public_url.rstrip("/") if public_url else None,
        signing=signing,
        papers=Papers(signing, loaded, clock, issuer, public_url),
        contact=contact,
        files=files,
    )


def _read_catalog(path: Path | None) -> tuple[Catalog, CatalogIndex]:
    loaded = load_catalog(path)
    return loaded, CatalogIndex(loaded)


@cache
def _shipped_catalog() -> tuple[Catalog, CatalogIndex]:
    """What comes with Edgefinder stays as it is: read once, however often it is opened."""
    return _read_catalog(None)


def signer(
    issuer: str, public_url: str | None, keys_dir: Path | None, clock: Clock
) -> Issuer | str:
    """Who signs credentials; or what is to be set before anything can be signed."""
    if public_url is None:
        return "set EDGEFINDER_PUBLIC_URL, then EDGEFINDER_KEYS_DIR"
    if keys_dir is None:
        return "set EDGEFINDER_KEYS_DIR"
    return Issuer(issuer, public_url, Keys(keys_dir, clock))
