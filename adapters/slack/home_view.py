"""Build Slack's Home tab: what a person needs to see first, and what to do next."""

from collections.abc import Sequence
from datetime import datetime

from adapters.slack.addresses import SlackAddress
from adapters.slack.buttons import CALL
from adapters.slack.newer_blocks import MESSAGES_ONLY
from adapters.slack.rendering import Json, messages_of
from adapters.slack.windows.blocks import MOST_BLOCKS, plain, view_in
from adapters.slack.windows.hiring_rules import rule_buttons
from adapters.slack.windows.registry import WINDOWS
from bot.home_page import HomePage
from bot.verdict_words import words_of_kind
from core.language.message import Message, _, in_language
from core.verification.recent_checks import Check

KEEP = "keep-days"
KEPT_CHOICES = {
    0: _("Not kept"),
    7: _("7 days"),
    30: _("30 days"),
    90: _("90 days"),
    365: _("1 year"),
}
_LISTED = 10
_MOST_ABOUT_RULES = 20


def home_view(page: HomePage, user: str) -> Json:
    """Return a person's Home tab as a Slack view. `user` is the person's Slack id."""
    blocks: list[Json] = []
    for number, reply in enumerate(page.replies):
        if number:
            blocks.append({"type": "divider"})
        for message in messages_of(reply, lacks=MESSAGES_ONLY):
            blocks += message.blocks
    windows = {"type": "actions", "elements": _window_buttons(page)}
    rights = {"type": "actions", "elements": _rights(page)}
    if page.employer:
        blocks[1:1] = [windows, rights]
        last = [*_rules(page), *_checks(page, user)]
        shown = [*_named(blocks[: MOST_BLOCKS - len(last)]), *last]
    else:
        shown = _named([*blocks[: MOST_BLOCKS - 2], windows, rights])
    return view_in({"type": "home", "blocks": shown}, page.locale)


def _window_buttons(page: HomePage) -> list[Json]:
    """Return the buttons that open windows, in their order on this Home tab."""
    here = [(order, each) for each in WINDOWS if (order := each.order_at_home(page))]
    return [each.button() for _order, each in sorted(here, key=lambda found: found[0])]


def _rights(page: HomePage) -> list[Json]:
    """Return the Home tab's buttons about privacy.

    People on record also get buttons about their data.
    """
    of_people = {"data": _("My data"), "seen": _("Who checked my credentials")}
    shown = {**(of_people if page.known else {}), "privacy": _("Privacy")}
    return [
        {"type": "button", "action_id": f"{CALL}{call}", "text": plain(label), "value": call}
        for call, label in shown.items()
    ]


def _rules(page: HomePage) -> list[Json]:
    if page.rules is None:
        return []
    told = [
        block
        for message in messages_of(page.rules, lacks=MESSAGES_ONLY)
        for block in message.blocks
    ]
    return [{"type": "divider"}, *told[:_MOST_ABOUT_RULES], rule_buttons(own=page.has_rules)]


def _named(blocks: Sequence[Json]) -> list[Json]:
    """Give each block a unique id, because two blocks may have the same button."""
    return [{**block, "block_id": f"home-{place}"} for place, block in enumerate(blocks)]


def _checks(page: HomePage, user: str) -> list[Json]:
    lines = [in_language(_line(check, user), page.locale) for check in page.checks[:_LISTED]]
    words = "\n".join(lines) or in_language(
        _("Nobody here has verified a credential lately."), page.locale
    )
    return [
        {"type": "divider"},
        {"type": "header", "text": plain(_("Recent verifications of this workspace"))},
        {"type": "section", "text": {"type": "mrkdwn", "text": words}},
        {
            "type": "section",
            "text": plain(
                _(
                    "Only people in this workspace see these. Its administrators choose how long "
                    "they are kept."
                )
            ),
            "accessory": _keep_menu(page.keep_days),
        },
    ]


def _line(check: Check, user: str) -> Message:
    """Return the line on the Home tab about one check of a credential.

    The award code is shortened if another person than `user` made the check.
    """
    asked_by = SlackAddress.read(check.asked_by).recipient
    code = check.code if asked_by == user else f"{check.code[:7]}-…{check.code[-2:]}"
    words = words_of_kind(check.verdict)
    return _(
        "%(sign)s %(verdict)s: %(code)s, asked by %(user)s, %(moment)s",
        sign=words.sign,
        verdict=words.label,
        code=f"`{code}`",
        user=f"<@{asked_by}>",
        moment=_moment(check.asked_at),
    )


def _moment(moment: datetime) -> str:
    """Format a time in Slack's markup, which shows the time in the reader's time zone.

    Where Slack cannot do that, it shows the time in UTC.
    """
    written = f"{moment:%Y-%m-%d %H:%M} UTC"
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}}, {{time}}|{written}>"


def _keep_menu(days: int) -> Json:
    options = {
        kept: {"text": plain(label), "value": str(kept)} for kept, label in KEPT_CHOICES.items()
    }
    menu: Json = {
        "type": "static_select",
        "action_id": KEEP,
        "placeholder": plain(_("Keep for")),
        "options": list(options.values()),
    }
    return {**menu, "initial_option": options[days]} if days in options else menu
