"""Run nginx in tests, with deploy/nginx.conf."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.servers.find_program import found, missing
from tests.servers.run_server import answers, free_port, running, temporary_folder


@contextmanager
def nginx(configuration: str, *, tls: bool = True) -> Iterator[tuple[int, int]]:
    """Run nginx. Yield the ports that replace 80 and 443 in its configuration.

    Without `tls`, the second port speaks plain http. If there is no nginx, skip the test.
    """
    program = found("nginx", "/usr/sbin")
    if program is None:
        missing("nginx", "install nginx (Debian, Ubuntu: apt-get install nginx-light)")
    plain, secure = free_port(), free_port()
    with temporary_folder("nginx") as folder:
        written = folder / "nginx.conf"
        bound = configuration.replace("listen 80;", f"listen 127.0.0.1:{plain};")
        encrypted = " ssl" if tls else ""
        bound = bound.replace("listen 443 ssl;", f"listen 127.0.0.1:{secure}{encrypted};")
        if not tls:
            bound = re.sub(r"ssl_\w+ .*;", "", bound)
        written.write_text(bound.replace("/tmp/nginx.pid", f"{folder}/pid"), "utf-8")
        command: list[str | Path] = [program, "-c", written, "-p", folder, "-g", "daemon off;"]
        ready = partial(answers, secure)
        with running(command, folder=folder, ready=ready, stop=signal.SIGKILL):
            yield plain, secure
