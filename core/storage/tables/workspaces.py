"""Workspaces of chat platforms: each is an employer, with its checks and its open pages."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from core.storage.tables.schema import key, reference, table
from core.storage.types import Instant, Key

# A workspace of a chat platform whose members verify credentials. Each workspace is an employer,
# and nobody else sees what its members verified.
workspaces = table(
    "workspaces",
    key(),
    Column("platform", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("keep_days", Integer, nullable=False, server_default="90"),
    # NULL for a workspace that was stored before workspaces were employers, until somebody there
    # uses the app
    Column("organisation_id", Key, ForeignKey("organisations.id")),
    # the id of the workspace or org in which the app is installed
    Column("installed_in", Text, nullable=False, server_default=""),
    CheckConstraint("keep_days >= 0", name="keep_days"),
)
Index("uq_workspaces_which", workspaces.c.platform, workspaces.c.external_id, unique=True)
Index("uq_workspaces_organisation", workspaces.c.organisation_id, unique=True)
Index("ix_workspaces_installed", workspaces.c.platform, workspaces.c.installed_in)

# Personal pages that people have opened, such as Slack's Home tab, and a digest of the content.
opened_pages = table(
    "opened_pages",
    Column("platform", Text, primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("address", Text, nullable=False),  # the installation by which the page is reached
    Column("shown", Text, nullable=False),
    Column("shown_at", Instant, nullable=False),
)

# Which member of a workspace verified which award code, when, and the answer. The table has nothing
# about the holder.
checks = table(
    "checks",
    key(),
    reference("workspace_id", "workspaces.id"),
    Column("asked_by", Text, nullable=False),  # the platform's id of the member who asked
    Column("asked_at", Instant, nullable=False),
    Column("code", Text, nullable=False),
    Column("verdict", Text, nullable=False),
)
Index("ix_checks_code", checks.c.code)
Index("ix_checks_lately", checks.c.workspace_id, checks.c.asked_at)

# Recent events that platforms delivered, by the platform's id. The process that inserts an event's
# row handles the event.
deliveries = table(
    "deliveries",
    Column("platform", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("taken_at", Instant, nullable=False),
)
Index("ix_deliveries_age", deliveries.c.taken_at)
