"""The command slack: print the app's manifest or a key, or have Slack check our blocks."""

from argparse import Namespace

import yaml
from cryptography.fernet import Fernet

from adapters.cli.exit_codes import DONE, NO, CannotDo
from adapters.cli.interrupts import run_interruptibly
from adapters.cli.output import show_json
from adapters.derived_settings import trusted_workspaces
from adapters.settings_loading import load_settings
from adapters.slack.block_check import Checked, check_blocks
from adapters.slack.errors import NO_ANSWER, TROUBLE, error_of
from adapters.slack.manifest import manifest as manifest_of
from adapters.slack.web_api import WebApi
from bot.commands import COMMANDS


def manifest(arguments: Namespace) -> int:
    settings = load_settings()
    public_url, trusts = settings.public_url, bool(trusted_workspaces(settings))
    installs = arguments.installs
    if (arguments.mode == "http" or installs) and not public_url:
        raise CannotDo(
            "Slack reaches the app over HTTP by its public address: set EDGEFINDER_PUBLIC_URL, "
            "or choose --mode socket without --installs"
        )
    made = manifest_of(COMMANDS, arguments.mode, public_url, installs=installs, trusts=trusts)
    if arguments.json:
        show_json(made)
    else:
        print(yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=100), end="")
    return DONE


def key(_: Namespace) -> int:
    print(Fernet.generate_key().decode())
    return DONE


def check(_: Namespace) -> int:
    settings = load_settings()
    if settings.slack_bot_token is None:
        raise CannotDo("set EDGEFINDER_SLACK_BOT_TOKEN: Slack checks blocks only for an app")
    api = WebApi(settings.slack_bot_token.get_secret_value(), str(settings.slack_api_url))

    async def run() -> list[Checked]:
        await api.open()
        try:
            return await check_blocks(api)
        finally:
            await api.close()

    try:
        found = run_interruptibly(run())
    except TROUBLE as error:
        code = error_of(error)
        why = "Slack did not answer" if code == NO_ANSWER else f"Slack said {code}"
        advice = "nothing was checked; 'edgefinder doctor' tries the token"
        raise CannotDo(f"{why}: {advice}") from None
    for each in found:
        print(f"{'refused' if each.refused else 'taken':8} {each.sample}")
        for reason in each.refused:
            print(f"         {reason}")
        if each.refused and each.newer:
            print(f"         sent there without {', '.join(each.newer)}")
    return NO if any(each.refused for each in found) else DONE
