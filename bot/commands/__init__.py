"""Every command, a module a topic."""

from bot.command import Command
from bot.commands import (
    account,
    catalog,
    goals,
    greeting,
    notices,
    papers,
    progress,
    proofs,
    roster,
    signing,
    verify,
    watching,
)

COMMANDS: tuple[Command, ...] = (
    greeting.start,
    greeting.help,
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
    watching.watch,
    watching.unwatch,
    papers.certificate,
    papers.print,
    papers.share,
    papers.withdraw,
    roster.roster,
    signing.signoff,
    notices.notices,
    account.link,
    account.unlink,
    account.whoami,
)
"""In the order in which they are shown."""
