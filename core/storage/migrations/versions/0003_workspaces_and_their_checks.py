"""Add workspaces whose members verify credentials, their recent checks, and their Slack apps."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("keep_days", sa.Integer(), server_default="90", nullable=False),
        sa.CheckConstraint("keep_days >= 0", name=op.f("ck_workspaces_keep_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.create_index("uq_workspaces_which", ["platform", "external_id"], unique=True)
    op.create_table(
        "checks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", types.Instant(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_checks_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("checks", schema=None) as batch_op:
        batch_op.create_index("ix_checks_lately", ["workspace_id", "asked_at"], unique=False)

    op.create_table(
        "slack_bots",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=True),
        sa.Column("enterprise_name", sa.Text(), nullable=True),
        sa.Column("team_id", sa.Text(), nullable=True),
        sa.Column("team_name", sa.Text(), nullable=True),
        sa.Column("bot_token", sa.Text(), nullable=True),
        sa.Column("bot_id", sa.Text(), nullable=True),
        sa.Column("bot_user_id", sa.Text(), nullable=True),
        sa.Column("bot_scopes", sa.Text(), nullable=True),
        sa.Column("bot_refresh_token", sa.Text(), nullable=True),
        sa.Column(
            "bot_token_expires_at", sa.DateTime().with_variant(sa.Text(), "sqlite"), nullable=True
        ),
        sa.Column("is_enterprise_install", types.Flag(), nullable=False),
        sa.Column("installed_at", sa.DateTime().with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_bots")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("slack_bots", schema=None) as batch_op:
        batch_op.create_index("ix_slack_bots_whose", ["client_id", "team_id"], unique=False)
    op.create_table(
        "slack_installations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=True),
        sa.Column("enterprise_name", sa.Text(), nullable=True),
        sa.Column("team_id", sa.Text(), nullable=True),
        sa.Column("team_name", sa.Text(), nullable=True),
        sa.Column("bot_token", sa.Text(), nullable=True),
        sa.Column("bot_id", sa.Text(), nullable=True),
        sa.Column("bot_user_id", sa.Text(), nullable=True),
        sa.Column("bot_scopes", sa.Text(), nullable=True),
        sa.Column("bot_refresh_token", sa.Text(), nullable=True),
        sa.Column(
            "bot_token_expires_at", sa.DateTime().with_variant(sa.Text(), "sqlite"), nullable=True
        ),
        sa.Column("is_enterprise_install", types.Flag(), nullable=False),
        sa.Column("installed_at", sa.DateTime().with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("enterprise_url", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("user_token", sa.Text(), nullable=True),
        sa.Column("user_scopes", sa.Text(), nullable=True),
        sa.Column("user_refresh_token", sa.Text(), nullable=True),
        sa.Column(
            "user_token_expires_at", sa.DateTime().with_variant(sa.Text(), "sqlite"), nullable=True
        ),
        sa.Column("incoming_webhook_url", sa.Text(), nullable=True),
        sa.Column("incoming_webhook_channel", sa.Text(), nullable=True),
        sa.Column("incoming_webhook_channel_id", sa.Text(), nullable=True),
        sa.Column("incoming_webhook_configuration_url", sa.Text(), nullable=True),
        sa.Column("token_type", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_installations")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("slack_installations", schema=None) as batch_op:
        batch_op.create_index(
            "ix_slack_installations_whose", ["client_id", "team_id"], unique=False
        )
    op.create_table(
        "slack_oauth_states",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("expire_at", sa.DateTime().with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.UniqueConstraint("state", name=op.f("uq_slack_oauth_states_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_oauth_states")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("slack_oauth_states")
    with op.batch_alter_table("slack_installations", schema=None) as batch_op:
        batch_op.drop_index("ix_slack_installations_whose")
    op.drop_table("slack_installations")
    with op.batch_alter_table("slack_bots", schema=None) as batch_op:
        batch_op.drop_index("ix_slack_bots_whose")
    op.drop_table("slack_bots")
    with op.batch_alter_table("checks", schema=None) as batch_op:
        batch_op.drop_index("ix_checks_lately")
    op.drop_table("checks")
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.drop_index("uq_workspaces_which")
    op.drop_table("workspaces")
