"""Save the files of replies to a folder, and open them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.reply import Attachment


class SavedFiles:
    """Saves files to a folder. Only the owner of the files can read them.

    `folder` is created with the first file. If it is None, the files go to a new temporary folder,
    which is not deleted.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def save(self, attachments: Sequence[Attachment]) -> tuple[Path, ...]:
        """Save files, and return their paths in order.

        If another file already has a file's name, a number is added to the name. Raises OSError if
        a file cannot be saved.
        """
        return tuple(self._save(each) for each in attachments)

    def _save(self, attachment: Attachment) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="edgefinder-files-"))
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = Path(attachment.name)
        count = 1
        while True:
            path = self._folder / (name.name if count == 1 else f"{name.stem}-{count}{name.suffix}")
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                if path.is_file() and path.read_bytes() == attachment.content:
                    return path
                count += 1
                continue
            with os.fdopen(handle, "wb") as file:
                file.write(attachment.content)
            return path


def opener(environment: Mapping[str, str], platform: str = sys.platform) -> str | None:
    """Return the desktop's command that opens files, or None if there is no desktop."""
    if platform in {"darwin", "cygwin"}:
        return shutil.which("open" if platform == "darwin" else "cygstart")
    if platform == "win32":
        return shutil.which("explorer")
    if environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        return shutil.which("xdg-open")
    return None


def open_file(path: Path) -> bool:
    """Open a file in its usual program. Return False if this machine has no desktop."""
    if (program := opener(os.environ)) is None:
        return False
    subprocess.Popen(  # noqa: S603 - the desktop's own program, for a file saved here
        [program, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return True
