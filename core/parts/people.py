"""People, notices and files, as parts of Edgefinder."""

from functools import cached_property
from typing import TYPE_CHECKING

from core.parts.foundations import Foundations

if TYPE_CHECKING:
    from core.audit.checking import AuditCheck
    from core.audit.listing import AuditListing
    from core.audit.seals import Seals
    from core.data_rights.correction_requests import CorrectionRequests
    from core.data_rights.forgetting import Forgetting
    from core.data_rights.minors import Minors
    from core.data_rights.personal_data import PersonalData
    from core.data_rights.retention import Pruning
    from core.database_report import DatabaseReport
    from core.handled_deliveries import Deliveries
    from core.importing.chat_files import ChatFiles
    from core.notices.claims import Outbox
    from core.notices.digests import Digests
    from core.notices.exam_opening_reminders import Reminders
    from core.notices.late_answers import LateAnswers
    from core.notices.nudges import Nudges
    from core.notices.places import Places
    from core.notices.preferences import Choices
    from core.notices.watches import Watches
    from core.people.contacts import Contacts
    from core.people.invitations import Invitations
    from core.people.link_by_verified_email import EmailLinks
    from core.people.link_requests import LinkRequests
    from core.people.open_pages import OpenedPages
    from core.people.own_choices import OwnChoices
    from core.people.person_changes import PersonChanges
    from core.people.roster_changes import RosterChanges
    from core.people.workspaces import Workspaces
    from core.readiness import Readiness
    from core.records.rosters import Rosters
    from core.records.visible_names import VisibleNames
    from core.who_looked import WhoLooked
    from core.workspace_removal import WorkspaceRemoval


class PeopleParts(Foundations):
    """Use-cases about people, notices, files and the audit log."""

    @cached_property
    def outbox(self) -> "Outbox":
        from core.notices.claims import Outbox

        return Outbox(self.database, self.clock, home_zone=self._zone)

    @cached_property
    def late_answers(self) -> "LateAnswers":
        from core.notices.late_answers import LateAnswers

        return LateAnswers(self.database, self.clock)

    @cached_property
    def readiness(self) -> "Readiness":
        from core.readiness import Readiness

        return Readiness(self.database, self.clock)

    @cached_property
    def who_looked(self) -> "WhoLooked":
        from core.who_looked import WhoLooked

        return WhoLooked(self.database, self.audit, self.day_at)

    @cached_property
    def personal_data(self) -> "PersonalData":
        from core.data_rights.personal_data import PersonalData

        return PersonalData(self.database, self.clock)

    @cached_property
    def forgetting(self) -> "Forgetting":
        from core.data_rights.forgetting import Forgetting

        return Forgetting(self.database, self.clock)

    @cached_property
    def pruning(self) -> "Pruning":
        from core.data_rights.retention import Pruning

        return Pruning(self.database, self.clock, self._retention)

    @cached_property
    def corrections(self) -> "CorrectionRequests":
        from core.data_rights.correction_requests import CorrectionRequests

        return CorrectionRequests(self.database, self.clock)

    @cached_property
    def minors(self) -> "Minors":
        from core.data_rights.minors import Minors

        return Minors(self.database, self.clock)

    @cached_property
    def choices(self) -> "Choices":
        from core.notices.preferences import Choices

        return Choices(self.database, self.clock, self._zone)

    @cached_property
    def places(self) -> "Places":
        from core.notices.places import Places

        return Places(self.database, self.clock)

    @cached_property
    def watches(self) -> "Watches":
        from core.notices.watches import Watches

        return Watches(self.database, self.clock)

    @cached_property
    def audit_listing(self) -> "AuditListing":
        from core.audit.listing import AuditListing

        return AuditListing(self.database)

    @cached_property
    def audit_seals(self) -> "Seals":
        from core.audit.seals import Seals

        return Seals(self.database, self.clock)

    @cached_property
    def audit_check(self) -> "AuditCheck":
        from core.audit.checking import AuditCheck

        return AuditCheck(self.database)

    @cached_property
    def contacts(self) -> "Contacts":
        from core.people.contacts import Contacts

        return Contacts(self.database)

    @cached_property
    def invitations(self) -> "Invitations":
        from core.people.invitations import Invitations

        return Invitations(self.database, self.clock)

    @cached_property
    def email_links(self) -> "EmailLinks":
        from core.people.link_by_verified_email import EmailLinks

        return EmailLinks(self.database, self.clock)

    @cached_property
    def link_requests(self) -> "LinkRequests":
        from core.people.link_requests import LinkRequests

        return LinkRequests(self.database, self.clock)

    @cached_property
    def rosters(self) -> "Rosters":
        from core.records.rosters import Rosters

        return Rosters(self.database)

    @cached_property
    def visible_names(self) -> "VisibleNames":
        from core.records.visible_names import VisibleNames

        return VisibleNames(self.database)

    @cached_property
    def workspaces(self) -> "Workspaces":
        from core.people.workspaces import Workspaces

        return Workspaces(self.database)

    @cached_property
    def workspace_removal(self) -> "WorkspaceRemoval":
        from core.workspace_removal import WorkspaceRemoval

        return WorkspaceRemoval(self.database)

    @cached_property
    def opened_pages(self) -> "OpenedPages":
        from core.people.open_pages import OpenedPages

        return OpenedPages(self.database, self.clock)

    @cached_property
    def deliveries(self) -> "Deliveries":
        from core.handled_deliveries import Deliveries

        return Deliveries(self.database, self.clock)

    @cached_property
    def person_changes(self) -> "PersonChanges":
        from core.people.person_changes import PersonChanges

        return PersonChanges(self.database)

    @cached_property
    def roster_changes(self) -> "RosterChanges":
        from core.people.roster_changes import RosterChanges

        return RosterChanges(self.database)

    @cached_property
    def own_choices(self) -> "OwnChoices":
        from core.people.own_choices import OwnChoices

        return OwnChoices(self.database, self.clock, self.day_at)

    @cached_property
    def digests(self) -> "Digests":
        from core.notices.digests import Digests

        return Digests(self.database, self.clock, self._zone)

    @cached_property
    def nudges(self) -> "Nudges":
        from core.notices.nudges import Nudges

        return Nudges(self.database, self.progress, self.clock, self._zone)

    @cached_property
    def reminders(self) -> "Reminders":
        from core.notices.exam_opening_reminders import Reminders

        return Reminders(self.database, self.clock)

    @cached_property
    def database_report(self) -> "DatabaseReport":
        from core.database_report import DatabaseReport

        return DatabaseReport(self.database, self.clock)

    @cached_property
    def chat_files(self) -> "ChatFiles":
        from core.importing.chat_files import ChatFiles

        return ChatFiles(self.database, self.clock, self._catalog_file, self._zone)
