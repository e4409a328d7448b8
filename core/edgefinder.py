"""The assembled core of Edgefinder: the object that every adapter gets."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from core.audit.checking import AuditCheck
from core.audit.listing import AuditListing
from core.audit.log import AuditLog
from core.audit.seals import Seals
from core.awards.award_files import AwardFiles
from core.awards.earned_awards import Revocations
from core.awards.holdings import Holdings
from core.awards.issuer import Issuer
from core.awards.keys import Keys
from core.awards.person_merging import PersonMerging
from core.awards.result_corrections import ResultCorrections
from core.awards.signing import Signing
from core.catalog.fees import load_fees
from core.catalog.loading import load_catalog
from core.catalog.model import Catalog
from core.catalog.search import CatalogIndex
from core.clock import Clock, utc_now
from core.data_rights.corrections import Corrections
from core.data_rights.forgetting import Forgetting
from core.data_rights.minors import Minors
from core.data_rights.personal_data import PersonalData
from core.data_rights.retention import Pruning
from core.data_rights.retention_periods import Retention
from core.exam_rules import Rules, load_rules
from core.goals.check_codes import GoalChecks
from core.goals.evaluation import Goals
from core.goals.exam_costs import ExamCosts
from core.goals.followed_goals import FollowedGoals, FollowedProgress
from core.goals.proofs import Proofs
from core.goals.repository import GoalRepository
from core.goals.saved_goals import SavedGoals
from core.goals.signoffs import SignOffs
from core.goals.watched_proofs import WatchedProofs
from core.handled_deliveries import Deliveries
from core.importing.chat_files import ChatFiles
from core.importing.export import export_file
from core.importing.goals_file import Imported as ImportedGoals
from core.importing.goals_file import import_goals
from core.importing.import_file import import_file
from core.importing.report import ImportReport
from core.importing.results_by_hand import ResultsByHand
from core.maintenance import Maintenance
from core.notices.award_notices import NoticesOfAwards
from core.notices.claims import Outbox
from core.notices.digests import Digests
from core.notices.late_answers import LateAnswers
from core.notices.nudges import Nudges
from core.notices.places import Places
from core.notices.preferences import Choices
from core.notices.reminders import Reminders
from core.notices.watches import Watches
from core.people.chat_memory import ChatMemory
from core.people.contacts import Contacts
from core.people.default_issuer import DEFAULT_ISSUER
from core.people.invitations import Invitations
from core.people.link_by_email import EmailLinks
from core.people.link_requests import LinkRequests
from core.people.open_pages import OpenedPages
from core.people.own_choices import OwnChoices
from core.people.person_changes import PersonChanges
from core.people.workspaces import Workspaces
from core.progress import Progress
from core.rate_limits import RateLimits
from core.readiness import Readiness
from core.records.asker_query import Askers
from core.records.rosters import Rosters
from core.records.scores import Scores
from core.records.visible_names import VisibleNames
from core.storage.column_keys import ColumnKeys
from core.storage.database import Database, DatabaseError
from core.storage.database_errors import is_away, why_unusable
from core.storage.encrypting import refuse_other_keys
from core.storage.read_replica import reads_may_be_old
from core.storage.revisions import prepare
from core.storage.server_settings import server_settings
from core.storage.statement_log import statements_run
from core.verification.fetching import Fetcher
from core.verification.files.worker_pool import FileReader
from core.verification.lookup import Verification
from core.verification.recent_checks import CheckHistory
from core.verification.trusted_issuers import load_trusted
from core.who_looked import WhoLooked
from core.workspace_removal import WorkspaceRemoval


@dataclass(frozen=True, slots=True)
class Edgefinder:
    """Everything that the use-cases need, connected once.

    `public_url`: the address of the web server; None if there is none. `contact`: whom people may
    ask at their training center; None if not set.
    """

    database: Database  # only for core; other layers use the parts below
    catalog: Catalog
    index: CatalogIndex
    rules: Rules
    progress: Progress
    goals: Goals
    goal_repository: GoalRepository
    exam_costs: ExamCosts
    followed_progress: FollowedProgress
    proofs: Proofs
    verification: Verification
    outbox: Outbox
    late_answers: LateAnswers
    readiness: Readiness
    who_looked: WhoLooked
    personal_data: PersonalData
    forgetting: Forgetting
    pruning: Pruning
    corrections: Corrections
    minors: Minors
    choices: Choices
    places: Places
    watches: Watches
    clock: Clock
    issuer: str
    public_url: str | None
    signing: Signing
    award_files: AwardFiles
    files: FileReader
    askers: Askers
    audit: AuditLog
    audit_listing: AuditListing
    audit_seals: Seals
    audit_check: AuditCheck
    chat_memory: ChatMemory
    rate_limits: RateLimits
    contacts: Contacts
    invitations: Invitations
    email_links: EmailLinks
    link_requests: LinkRequests
    rosters: Rosters
    visible_names: VisibleNames
    scores: Scores
    workspaces: Workspaces
    workspace_removal: WorkspaceRemoval
    opened_pages: OpenedPages
    deliveries: Deliveries
    holdings: Holdings
    revocations: Revocations
    person_changes: PersonChanges
    own_choices: OwnChoices
    person_merging: PersonMerging
    result_corrections: ResultCorrections
    followed_goals: FollowedGoals
    saved_goals: SavedGoals
    goal_checks: GoalChecks
    sign_offs: SignOffs
    check_history: CheckHistory
    digests: Digests
    nudges: Nudges
    reminders: Reminders
    watched_proofs: WatchedProofs
    maintenance: Maintenance
    import_file: Callable[..., Awaitable[ImportReport]]
    export_file: Callable[[str, Path], Awaitable[int]]
    chat_files: ChatFiles
    results_by_hand: ResultsByHand
    import_goals: Callable[..., Awaitable[ImportedGoals]]
    contact: str | None = None

    @staticmethod
    def reads_may_be_old() -> AbstractContextManager[None]:
        """Allow reads within the context to be some seconds old, so a replica may answer them."""
        return reads_may_be_old()

    @staticmethod
    def statements_run() -> AbstractContextManager[list[str]]:
        """Collect the SQL of each statement run within the context, without values."""
        return statements_run()

    @property
    def installation_store_engine(self) -> AsyncEngine:
        """For Slack's installation store only, which manages its tables through SQLAlchemy."""
        return self.database.engine

    @property
    def has_many_processes(self) -> bool:
        """Whether other processes, with addresses of their own, may serve this database too.

        A proxy may then pass a request on to another of them. The workers of one `serve` share an
        address, so they do not count.
        """
        return not self.database.is_sqlite

    @staticmethod
    def is_away(fault: BaseException) -> bool:
        """Whether an error means that the database cannot be reached at the moment."""
        return is_away(fault)

    def pool_state(self) -> Mapping[str, int]:
        """The number of database connections that this process uses, and the most it may use."""
        return self.database.pool_state()

    async def shortage_of_connections(self) -> str | None:
        """Return what to do if the database allows too few connections; None if it has enough."""
        if self.database.is_pooled:
            return None  # a pooler shares the connections among processes
        settings = await server_settings(self.database)
        return settings.shortage() if settings else None

    async def follow_replica(self) -> None:
        """Read from the replica where a read may be old, until cancelled; for `serve`."""
        await self.database.follow_replica()

    async def close(self) -> None:
        self.files.close()
        await self.audit.close()
        await self.chat_memory.close()
        await self.rate_limits.close()
        await self.database.close()


async def open_edgefinder(
    *,
    database_url: str,
    direct_url: str | None = None,
    read_url: str | None = None,
    catalog: Path | None = None,
    issuer: str = DEFAULT_ISSUER,
    public_url: str | None = None,
    keys_dir: Path | None = None,
    trusted_dir: Path | None = None,
    trusted_hosts: Collection[str] = (),
    zone: str = "UTC",
    contact: str | None = None,
    fees: Path | None = None,
    limits_url: str | None = None,
    logo_path: str = "",
    retention: Retention | None = None,
    column_keys: Sequence[str] = (),
    clock: Clock = utc_now,
    create: bool = True,
) -> Edgefinder:
    """Open the database, creating it if needed, and load the catalog and the rules.

    `zone`: the time zone for people who have not chosen one. Raises DatabaseError, CatalogError,
    FeesError or TrustedError, each with a one-line message that says how to fix it.
    """
    loaded, index = _shipped_catalog() if catalog is None else _read_catalog(catalog)
    believed = load_trusted(trusted_dir)
    prices = load_fees(fees, loaded) if fees else None
    rules = load_rules()
    database = Database.open(
        database_url,
        direct_url=direct_url,
        read_url=read_url,
        column_keys=ColumnKeys(column_keys),
    )
    try:
        await prepare(database, create=create)
        await refuse_other_keys(database)
    except BaseException as error:
        await database.close()
        why = why_unusable(error)
        if why is None:
            raise
        raise DatabaseError(why) from error
    progress, goals = Progress(loaded, rules), Goals(loaded)
    goal_repository = GoalRepository(database, loaded)
    signing = Signing(
        database, loaded, clock, signer(issuer, public_url, keys_dir, clock, logo_path)
    )
    proofs = Proofs(database, loaded, clock, goal_repository, goals)
    files = FileReader()
    askers = Askers(database)
    audit = AuditLog(database, clock)
    rate_limits = RateLimits(askers, limits_url)
    fetcher = Fetcher(trusted_hosts)
    verification = Verification(
        database,
        loaded,
        clock,
        issuer,
        signing,
        believed,
        files,
        rate_limits,
        proofs,
        fetcher,
        public_url,
    )
    return Edgefinder(
        database=database,
        catalog=loaded,
        index=index,
        rules=rules,
        progress=progress,
        goals=goals,
        goal_repository=goal_repository,
        exam_costs=ExamCosts(prices, goals),
        followed_progress=FollowedProgress(goals, loaded, progress),
        proofs=proofs,
        verification=verification,
        export_file=partial(export_file, database, issuer),
        chat_files=ChatFiles(database, clock, catalog, zone),
        results_by_hand=ResultsByHand(database, loaded, clock),
        outbox=Outbox(database, clock, home_zone=zone),
        late_answers=LateAnswers(database, clock),
        readiness=Readiness(database, clock),
        chat_memory=ChatMemory(database, clock),
        who_looked=WhoLooked(database, audit),
        personal_data=PersonalData(database, clock),
        forgetting=Forgetting(database, clock),
        pruning=Pruning(database, clock, retention or Retention()),
        corrections=Corrections(database, clock),
        minors=Minors(database, clock),
        choices=Choices(database, clock, zone),
        places=Places(database, clock),
        watches=Watches(database, clock),
        clock=clock,
        issuer=issuer,
        public_url=public_url.rstrip("/") if public_url else None,
        signing=signing,
        award_files=AwardFiles(signing, loaded, clock, issuer, public_url),
        contact=contact,
        askers=askers,
        audit=audit,
        audit_listing=AuditListing(database),
        audit_seals=Seals(database, clock),
        audit_check=AuditCheck(database),
        rate_limits=rate_limits,
        contacts=Contacts(database),
        invitations=Invitations(database, clock),
        email_links=EmailLinks(database, clock),
        link_requests=LinkRequests(database, clock),
        rosters=Rosters(database),
        visible_names=VisibleNames(database),
        scores=Scores(database),
        workspaces=Workspaces(database),
        workspace_removal=WorkspaceRemoval(database),
        opened_pages=OpenedPages(database, clock),
        deliveries=Deliveries(database, clock),
        holdings=Holdings(database, clock),
        revocations=Revocations(database, clock, NoticesOfAwards()),
        person_changes=PersonChanges(database),
        own_choices=OwnChoices(database, clock),
        person_merging=PersonMerging(database, loaded, clock),
        result_corrections=ResultCorrections(database, loaded, clock, NoticesOfAwards()),
        followed_goals=FollowedGoals(database, clock),
        saved_goals=SavedGoals(database, loaded, clock),
        goal_checks=GoalChecks(database, verification, goals),
        sign_offs=SignOffs(database, clock),
        check_history=CheckHistory(database, clock),
        digests=Digests(database, clock, zone),
        nudges=Nudges(database, progress, clock, zone),
        reminders=Reminders(database, clock),
        watched_proofs=WatchedProofs(database, clock, proofs),
        maintenance=Maintenance(database, clock),
        import_file=partial(import_file, database, loaded, clock),
        import_goals=partial(import_goals, database, loaded, clock),
        files=files,
    )


def _read_catalog(path: Path | None) -> tuple[Catalog, CatalogIndex]:
    loaded = load_catalog(path)
    return loaded, CatalogIndex(loaded)


@cache
def _shipped_catalog() -> tuple[Catalog, CatalogIndex]:
    """The shipped catalog never changes, so it is read once per process."""
    return _read_catalog(None)


def signer(
    issuer: str, public_url: str | None, keys_dir: Path | None, clock: Clock, logo_path: str = ""
) -> Issuer | str:
    """The signer of credentials; if settings are missing, one that reports which."""
    if public_url is None:
        return "set EDGEFINDER_PUBLIC_URL, then EDGEFINDER_KEYS_DIR"
    if keys_dir is None:
        return "set EDGEFINDER_KEYS_DIR"
    return Issuer(issuer, public_url, Keys(keys_dir, clock), logo_path)
