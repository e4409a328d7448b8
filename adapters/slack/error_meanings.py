"""What Slack's error codes mean for the person, for a notice and for the installation.

The codes are those that docs.slack.dev/reference/methods lists for the methods we call. Codes with
an older name are listed under both names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from adapters.delivery_outcome import Failed, Outcome, Unreachable, Wait
from adapters.slack.errors import NO_ANSWER, error_of, retry_after
from bot.fault_log import where
from core.language.message import _


class NoticeOutcome(Enum):
    """What to do with a notice that Slack has refused."""

    LATER = "is tried again later"
    WAITS = "waits for as long as Slack asks"
    PLAIN = "is sent as plain text"
    ENDS = "is sent another way, if there is one"


class Installation(Enum):
    """What an error means for the installation of the app in a workspace."""

    KEPT = "stays"
    RENEWED = "stays; its newest token is tried"
    GONE = "is forgotten, with all else of the workspace"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The meaning of some error codes of Slack.

    `person` is the text for the person who waits for the answer. `person` is empty if the answer is
    sent another way, or if nobody would read the text. `reason` is the text for the log and outbox.
    """

    codes: tuple[str, ...]
    reason: str
    person: str = ""
    notice: NoticeOutcome = NoticeOutcome.LATER
    installation: Installation = Installation.KEPT


_INSTALL_AGAIN = _(
    "I am not allowed to do that here. Ask the person who installed me to install me again."
)
_LEFT = "the workspace has removed Edgefinder"
_NOBODY = "Slack no longer knows anyone with that id"
_WRONG_TOKEN = "the bot token is wrong: set EDGEFINDER_SLACK_BOT_TOKEN"  # noqa: S105 - a text about it, not a token

REFUSALS: Sequence[Refusal] = (
    # about the channel
    Refusal(
        ("channel_not_found",),
        "the conversation can no longer be reached",
        _("I cannot see this conversation. Invite me (/invite @Edgefinder), and try again."),
        NoticeOutcome.ENDS,
    ),
    Refusal(
        ("not_in_channel",),
        "Edgefinder was taken out of the conversation",
        _("I am not in this channel. Invite me (/invite @Edgefinder), and try again."),
        NoticeOutcome.ENDS,
    ),
    Refusal(
        ("is_archived", "channel_is_archived"),
        "the conversation is archived",
        _("This channel is archived: nobody can post in it now."),
        NoticeOutcome.ENDS,
    ),
    # about the person
    Refusal(
        ("user_not_found", "users_not_found", "cannot_find_user"),
        _NOBODY,
        notice=NoticeOutcome.ENDS,
    ),
    Refusal(
        ("user_disabled", "is_inactive"),
        "the Slack account is deactivated",
        notice=NoticeOutcome.ENDS,
    ),
    Refusal(
        ("user_not_visible", "user_not_in_channel"),
        "Slack does not let Edgefinder reach that person there",
        notice=NoticeOutcome.ENDS,
    ),
    Refusal(
        ("cannot_dm_bot", "invalid_user_combination"),
        "a bot takes no direct messages",
        notice=NoticeOutcome.ENDS,
    ),
    # about permissions of the workspace
    Refusal(
        (
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_non_threadable_channel",
            "restricted_action_thread_only_channel",
            "restricted_action_thread_locked",
        ),
        "the workspace lets apps not post there: ask its administrators",
        _("This workspace does not let apps post here. Its administrators can change that."),
    ),
    Refusal(
        ("ekm_access_denied", "access_denied", "accesslimited", "enterprise_is_restricted"),
        "the workspace's administrators have suspended posting",
        _("This workspace's administrators have suspended that."),
    ),
    Refusal(
        ("messages_tab_disabled",),
        "switch the app's Messages tab on, in its App Home settings",
    ),
    Refusal(
        ("missing_scope", "no_permission"),
        "the app lacks a scope: install it again",
        _INSTALL_AGAIN,
    ),
    # about the token
    Refusal(
        ("account_inactive", "token_revoked"),
        _LEFT,
        notice=NoticeOutcome.ENDS,
        installation=Installation.GONE,
    ),
    Refusal(
        ("team_access_not_granted",),
        "the org has taken the workspace from Edgefinder",
        notice=NoticeOutcome.ENDS,
    ),
    Refusal(
        ("token_expired",),
        "the bot token has expired: set EDGEFINDER_SLACK_BOT_TOKEN",
        installation=Installation.RENEWED,
    ),
    Refusal(("invalid_auth",), _WRONG_TOKEN, installation=Installation.RENEWED),
    Refusal(("not_authed",), "there is no bot token: set EDGEFINDER_SLACK_BOT_TOKEN"),
    Refusal(
        ("not_allowed_token_type", "as_user_not_supported"),
        "the token is not a bot token: set EDGEFINDER_SLACK_BOT_TOKEN",
    ),
    # about rate limits, expired messages and sizes
    Refusal(
        ("ratelimited", "rate_limited", "message_limit_exceeded"),
        "Slack asks to wait for a moment",
        _("Slack does not let me write more here right now. Try again in a minute."),
        NoticeOutcome.WAITS,
    ),
    Refusal(
        ("expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "invalid_trigger_id"),
        "Slack opens no window so late",
        _("It took too long for Slack to open a window. Press again."),
    ),
    Refusal(
        (
            "msg_blocks_too_long",
            "msg_too_long",
            "invalid_blocks",
            "invalid_blocks_format",
            "view_too_large",
        ),
        "Slack does not take the blocks",
        notice=NoticeOutcome.PLAIN,
    ),
    Refusal(
        ("message_not_found", "cant_update_message", "edit_window_closed", "not_found"),
        "what was to be changed is gone",
    ),
    # about Slack itself
    Refusal(
        (
            "internal_error",
            "fatal_error",
            "service_unavailable",
            "request_timeout",
            "team_added_to_org",
            "org_login_required",
            NO_ANSWER,
        ),
        "Slack is in trouble",
        _("Slack is in trouble just now. Try again in a moment."),
    ),
)

UNKNOWN = Refusal((), "Slack refused it", _("Slack did not take that. Try again in a moment."))
"""The meaning of all error codes that are not listed."""

_BY_CODE = {code: each for each in REFUSALS for code in each.codes}


def refusal(code: str) -> Refusal:
    """Return the meaning of an error code of Slack."""
    return _BY_CODE.get(code, UNKNOWN)


def words_for_person(error: BaseException) -> str:
    """Return the text for a person whose answer could not be sent in the usual way."""
    return refusal(error_of(error)).person or UNKNOWN.person


def meaning(error: BaseException) -> Outcome:
    """Return the outcome of sending a notice that failed with this error."""
    code = error_of(error)
    found = refusal(code)
    if found.notice is NoticeOutcome.WAITS:
        return Wait(retry_after(error))
    if found.notice is NoticeOutcome.ENDS:
        return Unreachable(found.reason)
    if code == NO_ANSWER:
        return Failed(f"Slack did not answer ({where(error)})")
    return Failed(f"{found.reason} (Slack said {code})")
