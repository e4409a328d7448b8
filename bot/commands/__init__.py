"""Every command, a module a topic."""

from bot.command import Command
from bot.commands import (
    account,
    catalog,
    goals,
    notices,
    papers,
    progress,
    proofs,
    roster,
    signoff,
    start_and_help,
    verify,
    watch,
)

COMMANDS: tuple[Command, ...] = (
    start_and_help.start,
    start_and_help.help,
    progress.status,
    progress.next,
    goals.goals,
    goals.goal,
    goals.follow,
    goals.unfollow,
    proofs.prove,
    proofs.proofs,
    catalog.catalog,
    catalog.credential,
    verify.verify,
    goals.check,
    watch.watch,
    watch.unwatch,
    papers.certificate,
    papers.print,
    papers.share,
    papers.withdraw,
    roster.roster,
    signoff.signoff,
    notices.notices,
    account.link,
    account.unlink,
    account.whoami,
)
"""In the order in which they are shown."""
