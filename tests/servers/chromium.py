"""Headless Chromium for tests: screenshots, and the HTML of a page after its scripts."""

import subprocess
import tempfile
from pathlib import Path

from tests.servers.find_program import found, missing

FLAGS = (
    "--headless",
    "--no-sandbox",  # the sandbox does not work for root, and the browser opens only our pages
    "--disable-gpu",
    "--disable-dev-shm-usage",  # /dev/shm is too small in containers
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Chromium:
    def __init__(self, program: Path) -> None:
        self.program = program

    def picture(self, url: str, path: Path, width: int, height: int) -> None:
        """Write a PNG of the page's top, with this width and height in CSS pixels."""
        self._run(f"--screenshot={path}", f"--window-size={width},{height}", url)

    def print(self, url: str, path: Path) -> None:
        """Print the page to a PDF."""
        self._run("--no-pdf-header-footer", f"--print-to-pdf={path}", url)

    def document(self, url: str, later: int = 0) -> str:
        """Return the page's HTML after its scripts have run and it was laid out.

        `later` is how many milliseconds of virtual time the page runs; they take less real time.
        """
        waits = (f"--virtual-time-budget={later}",) if later else ()
        return self._run(*waits, "--dump-dom", url)

    def _run(self, *arguments: str) -> str:
        with tempfile.TemporaryDirectory(
            prefix="edgefinder-chromium-", ignore_cleanup_errors=True
        ) as folder:
            done = subprocess.run(
                [self.program, *FLAGS, f"--user-data-dir={folder}", *arguments],
                check=True,
                capture_output=True,
                timeout=60,
            )
        return done.stdout.decode()


def find_chromium() -> Path:
    """Find the browser; skip the test if there is none."""
    for name in _NAMES:
        program = found(name)
        if program is not None:
            return program
    return missing("browser", "install Chromium (Debian: apt-get install chromium)")
