"""Workspaces of chat platforms: employers, what they verified, and what they have open."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from core.storage.tables.schema import key, reference, table
from core.storage.types import Instant, Key

# A workspace of a chat platform whose people verify credentials: an employer, which alone sees what
# they verified.
workspaces = table(
    "workspaces",
    key(),
    Column("platform", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("keep_days", Integer, nullable=False, server_default="90"),
    # null only until the workspace is next heard of, where it was known before it was an employer
    Column("organisation_id", Key, ForeignKey("organisations.id")),
    # where the app is installed: the workspace itself, or the org that it belongs to
    Column("installed_in", Text, nullable=False, server_default=""),
    CheckConstraint("keep_days >= 0", name="keep_days"),
)
Index("uq_workspaces_which", workspaces.c.platform, workspaces.c.external_id, unique=True)
Index("uq_workspaces_organisation", workspaces.c.organisation_id, unique=True)
Index("ix_workspaces_installed", workspaces.c.platform, workspaces.c.installed_in)

# Pages of their own that people have opened, such as the Home tab in Slack, and a digest of what is
# shown there.
opened_pages = table(
    "opened_pages",
    Column("platform", Text, primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("address", Text, nullable=False),  # by whose installation it is reached
    Column("shown", Text, nullable=False),
    Column("shown_at", Instant, nullable=False),
)

# Who asked, when, after which code, and what they were told; of the holder nothing.
checks = table(
    "checks",
    key(),
    reference("workspace_id", "workspaces.id"),
    Column("asked_by", Text, nullable=False),  # the platform's id of a person of the workspace
    Column("asked_at", Instant, nullable=False),
    Column("code", Text, nullable=False),
    Column("verdict", Text, nullable=False),
)
Index("ix_checks_lately", checks.c.workspace_id, checks.c.asked_at)

# What platforms have brought lately, by their own names for it: whoever puts it here answers it.
deliveries = table(
    "deliveries",
    Column("platform", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("taken_at", Instant, nullable=False),
)
Index("ix_deliveries_age", deliveries.c.taken_at)
