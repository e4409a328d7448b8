"""The command serve: run the configured platforms, the web server and the relay."""

import os
import sys
from argparse import Namespace

from adapters.cli.exit_codes import DONE, CannotDo
from adapters.configured_platforms import load_shared
from adapters.derived_settings import check_slack
from adapters.logs import report_to_stderr
from adapters.serve import listening_on, run_in_fastest_loop
from adapters.serve import serve as serve_all
from adapters.settings_loading import load_settings
from adapters.unknown_settings import unknown_settings
from adapters.workers import MOST_WORKERS, Worker, fork_workers


def serve(arguments: Namespace) -> int:
    settings = load_settings()
    for line in unknown_settings():
        print(f"edgefinder: {line}", file=sys.stderr)
    count, worker = arguments.workers, None
    if not 1 <= count <= MOST_WORKERS:
        raise CannotDo(f"--workers {count}: give a number from 1 to {MOST_WORKERS}")
    if count > 1:
        if not hasattr(os, "fork"):
            raise CannotDo("--workers needs Linux or macOS: leave it out here")
        report_to_stderr(settings.log_format)
        check_slack(settings)
        bound = listening_on(settings)
        load_shared(settings)
        forked = fork_workers(count, bound)
        if not isinstance(forked, Worker):
            return forked
        worker = forked
    run_in_fastest_loop(serve_all(settings, worker))
    return DONE
