"""serve: run everything that is configured, until told to stop."""

import sys
from argparse import Namespace

from adapters.cli.exit_codes import DONE
from adapters.serve import run_in_fastest_loop
from adapters.serve import serve as serve_all
from adapters.settings import load_settings, unknown_settings


def serve(_: Namespace) -> int:
    settings = load_settings()
    for line in unknown_settings():
        print(f"edgefinder: {line}", file=sys.stderr)
    run_in_fastest_loop(serve_all(settings))
    return DONE
