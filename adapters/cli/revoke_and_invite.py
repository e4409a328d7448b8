"""The commands revoke and invite: revoke credentials, and invite people to link a chat."""

import asyncio
import contextlib
import sys
from argparse import Namespace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters.cli.exit_codes import DONE, CannotDo
from adapters.cli.open_database import with_edgefinder
from adapters.cli.output import check_writable, write_whole
from adapters.settings import Settings
from adapters.settings_loading import load_settings
from core.awards.codes import Mistyped, read_code
from core.awards.earned_awards import AlreadyRevoked, NoSuchAward
from core.edgefinder import Edgefinder
from core.people.invitations import Invitation
from core.people.model import Person
from core.typesetting import CannotPrintError, Paper, unprintable

_LONGEST_REASON = 500
_MOST_DAYS = 365
_NAMED = 5
"""At most this many people are listed by name. Further people are only counted."""


def revoke(arguments: Namespace) -> int:
    reason = " ".join(arguments.reason.split())
    if not reason or len(reason) > _LONGEST_REASON:
        raise CannotDo(
            f"--reason takes 1 to {_LONGEST_REASON} characters: people who verify see them"
        )
    code = read_code(arguments.code)
    if isinstance(code, Mistyped):
        raise CannotDo(
            f"'{code.typed}' cannot be a code: a letter of it is missing, wrong or swapped"
        )

    async def work(edgefinder: Edgefinder) -> int:
        outcome = await edgefinder.revocations.revoke(code, reason)
        if isinstance(outcome, NoSuchAward):
            raise CannotDo(f"{code} is not in our records: nothing was revoked")
        if isinstance(outcome, AlreadyRevoked):
            raise CannotDo(
                f"{code} was already revoked on {outcome.revoked_on.isoformat()}: {outcome.because}"
            )
        credential = edgefinder.catalog.credential(outcome.credential)
        print(f"Revoked: {code} {credential.title if credential else outcome.credential}")
        return DONE

    return with_edgefinder(work)


def invite(arguments: Namespace) -> int:
    if bool(arguments.person) == bool(arguments.roster):
        raise CannotDo("name one PERSON, or a roster with --roster R")
    if not 1 <= arguments.days <= _MOST_DAYS:
        raise CannotDo(f"--days takes 1 to {_MOST_DAYS}")

    async def work(edgefinder: Edgefinder) -> int:
        people = await _invited(edgefinder, arguments.person, arguments.roster)
        lifetime = timedelta(days=arguments.days)
        if arguments.pdf is not None:
            check_writable(arguments.pdf)
            if names := unprintable([*(each.name for each in people), edgefinder.issuer]):
                raise CannotDo(
                    f"{CannotPrintError(names)}; nothing was written, and no code was made"
                )
        if arguments.end_chats:
            await _end_chats(edgefinder, people)
        made = await edgefinder.invitations.invite(people, lifetime, replace=arguments.replace)
        if arguments.pdf is not None:
            await _print_cards(edgefinder, made, arguments.pdf, Paper[arguments.paper.upper()])
            _notify_others(made)
            _print_second_codes(made)
            return DONE
        width = max(len(each.person.name) for each in made)
        for each in made:
            known_as = each.person.number or each.person.email or ""
            print(f"{each.person.name:<{width}}  {each.code}  {known_as}")
        print(f"\nEach works once, until {_until(made[0])}: say 'link CODE' to the bot.")
        _notify_others(made)
        _print_second_codes(made)
        return DONE

    return with_edgefinder(work)


def _until(invitation: Invitation) -> str:
    """Return when an invitation expires: a time in the center's time zone, and the zone's name."""
    zone = load_settings().time_zone
    return f"{invitation.expires_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"


def _notify_others(made: list[Invitation]) -> None:
    """Print whether earlier unused invitation codes of the invited people still work."""
    for replaced in (True, False):
        before = [each for each in made if each.others and each.replaced is replaced]
        codes = sum(each.others for each in before)
        if not codes:
            continue
        names = [each.person.name for each in before]
        shown = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
        earlier = f"{codes} earlier unused code{'' if codes == 1 else 's'} of {shown}"
        if replaced:
            no_longer = "it no longer works" if codes == 1 else "they no longer work"
            print(f"Replaced {earlier}: {no_longer}.")
        else:
            print(f"Still good: {earlier}. To end earlier codes, use --replace.")


async def _end_chats(edgefinder: Edgefinder, people: list[Person]) -> None:
    ended = 0
    for person in people:
        for chat in await edgefinder.invitations.chats_of(person):
            ended += await edgefinder.invitations.unlink_chat(person, chat.id)
    print(f"Unlinked {ended} chat{'' if ended == 1 else 's'}.")


def _print_second_codes(made: list[Invitation]) -> None:
    """Print a list of the second codes of staff, to be handed over separately from the first."""
    staff = [each for each in made if each.second]
    if not staff:
        return
    print(
        "\nSecond codes, for people who see other people's records. Hand over each one apart from\n"
        "the first, in another way (the first by mail, this one in person). One code alone links\n"
        "nothing, unless an account administrator agrees in the chat."
    )
    width = max(len(each.person.name) for each in staff)
    for each in staff:
        print(f"{each.person.name:<{width}}  {each.second}")


async def _print_cards(
    edgefinder: Edgefinder, made: list[Invitation], target: Path, paper: Paper
) -> None:
    from adapters.paper.invitation_cards import cards_pdf

    settings = load_settings()
    name, slack = await _where_to_type(settings)
    pdf = await asyncio.to_thread(
        cards_pdf,
        made,
        issuer=edgefinder.issuer,
        bot_name=name,
        slack=slack,
        zone=settings.time_zone,
        paper=paper,
    )
    write_whole(target, pdf)
    count = len(made)
    print(f"Wrote {count} card{'' if count == 1 else 's'} to {target}.")


async def _where_to_type(settings: Settings) -> tuple[str | None, tuple[str, str] | None]:
    """Return the Telegram bot's name, and the names of the Slack app and workspace.

    A platform's part is None if the platform is not configured. If a platform does not answer or
    refuses the token, print a warning, and return None for that platform.
    """
    import aiohttp

    from adapters.token_owners import FAULTS, PATIENCE, slack_app, telegram_bot

    name, slack = None, None
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        if settings.telegram_token is not None:
            token = settings.telegram_token.get_secret_value()
            with contextlib.suppress(*FAULTS):
                name = await telegram_bot(session, settings.telegram_api_url, token) or None
            if name is None:
                print(
                    "edgefinder: Telegram did not say the bot's name, so the cards have no QR code",
                    file=sys.stderr,
                )
        if settings.slack_bot_token is not None:
            token = settings.slack_bot_token.get_secret_value()
            with contextlib.suppress(*FAULTS):
                app = await slack_app(session, settings.slack_api_url, token)
                slack = (app.name, app.team) if app else None
            if slack is None:
                print(
                    "edgefinder: Slack did not say the app's name, so the cards do "
                    "not say where to type in Slack",
                    file=sys.stderr,
                )
    return name, slack


async def _invited(edgefinder: Edgefinder, who: str | None, roster: str | None) -> list[Person]:
    if roster:
        people = await edgefinder.contacts.on_roster(roster)
        if not people:
            raise CannotDo(
                f"no roster with candidates is called '{roster}': rosters are imported with "
                "'edgefinder import rosters FILE'"
            )
        return people
    assert who is not None
    person = await edgefinder.contacts.find(who.strip())
    if person is None:
        raise CannotDo(
            f"nobody is known as '{who}': give a candidate's number or a staff e-mail address"
        )
    return [person]
