"""slack manifest: the app as Slack is told of it, to be pasted there."""

from argparse import Namespace

import yaml

from adapters.cli.main import DONE, CannotDo
from adapters.cli.output import show_json
from adapters.settings import load_settings
from adapters.slack.manifest import manifest as manifest_of
from bot.commands import COMMANDS


def manifest(arguments: Namespace) -> int:
    public_url = load_settings().public_url
    if arguments.mode == "http" and not public_url:
        raise CannotDo(
            "Slack reaches the app over HTTP by its public address: set EDGEFINDER_PUBLIC_URL, "
            "or choose --mode socket"
        )
    made = manifest_of(COMMANDS, arguments.mode, public_url)
    if arguments.json:
        show_json(made)
    else:
        print(yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=100), end="")
    return DONE
