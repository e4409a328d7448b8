"""Every command, a module a topic."""

from bot.command import Command
from bot.commands import account, catalog, greeting, notices, papers, progress, roster, verify

COMMANDS: tuple[Command, ...] = (
    greeting.start,
    greeting.help,
    progress.status,
    progress.next,
    catalog.catalog,
    catalog.credential,
    verify.verify,
    papers.certificate,
    papers.print,
    papers.share,
    papers.withdraw,
    roster.roster,
    notices.notices,
    account.link,
    account.unlink,
    account.whoami,
)
"""In the order in which they are shown."""
