"""The tables of slack_sdk's own stores: Slack workspaces with the app installed."""

from sqlalchemy import Column, DateTime, Index, Text

from core.storage.tables.schema import key, table
from core.storage.types import Flag

# Data of slack_sdk's installation store about workspaces with the app: slack_sdk's own columns,
# with encrypted tokens. Times are in UTC, without a zone.
_SlackTime = DateTime().with_variant(Text(), "sqlite")
_BOT = (
    ("client_id", Text, False),
    ("app_id", Text, False),
    ("enterprise_id", Text, True),
    ("enterprise_name", Text, True),
    ("team_id", Text, True),
    ("team_name", Text, True),
    ("bot_token", Text, True),
    ("bot_id", Text, True),
    ("bot_user_id", Text, True),
    ("bot_scopes", Text, True),
    ("bot_refresh_token", Text, True),
    ("bot_token_expires_at", _SlackTime, True),
    ("is_enterprise_install", Flag, False),
    ("installed_at", _SlackTime, False),
)
_INSTALLER = (
    ("enterprise_url", Text, True),
    ("user_id", Text, False),
    ("user_token", Text, True),
    ("user_scopes", Text, True),
    ("user_refresh_token", Text, True),
    ("user_token_expires_at", _SlackTime, True),
    ("incoming_webhook_url", Text, True),
    ("incoming_webhook_channel", Text, True),
    ("incoming_webhook_channel_id", Text, True),
    ("incoming_webhook_configuration_url", Text, True),
    ("token_type", Text, True),
)
slack_bots = table(
    "slack_bots",
    key(),
    *(Column(name, kind, nullable=empty) for name, kind, empty in _BOT),
)
Index("ix_slack_bots_whose", slack_bots.c.client_id, slack_bots.c.team_id)
slack_installations = table(
    "slack_installations",
    key(),
    *(Column(name, kind, nullable=empty) for name, kind, empty in (*_BOT, *_INSTALLER)),
)
Index(
    "ix_slack_installations_whose",
    slack_installations.c.client_id,
    slack_installations.c.team_id,
)
slack_oauth_states = table(
    "slack_oauth_states",
    key(),
    Column("state", Text, nullable=False, unique=True),
    Column("expire_at", _SlackTime, nullable=False),
)
