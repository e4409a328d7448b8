"""slack: print the app's manifest, or a key to encrypt the tokens of its workspaces."""

from argparse import Namespace

import yaml
from cryptography.fernet import Fernet

from adapters.cli.exit_codes import DONE, CannotDo
from adapters.cli.output import show_json
from adapters.derived_settings import trusted_workspaces
from adapters.settings import load_settings
from adapters.slack.manifest import manifest as manifest_of
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
