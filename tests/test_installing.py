"""The wheel installs as a command, as docs/operating.md describes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _commands(installer: str) -> str:
    """Return the block of commands that installs the wheel with this program."""
    page = (ROOT / "docs" / "operating.md").read_text("utf-8")
    blocks = re.findall(r"^```sh\n(uv build .*?)^```", page, re.DOTALL | re.MULTILINE)
    [found] = [each for each in blocks if f"\n{installer} install" in each]
    return str(found)


@pytest.mark.only_slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("installer", ["uv tool", "pipx"])
def test_the_wheel_installs_as_a_command_that_works_in_any_folder(
    installer: str, tmp_path: Path
) -> None:
    commands = re.sub(r"\bdist\b", str(tmp_path / "dist"), _commands(installer))
    environment = {
        **{name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"},
        "UV_TOOL_DIR": str(tmp_path / "tools"),
        "UV_TOOL_BIN_DIR": str(tmp_path / "bin"),
        "UV_PYTHON": sys.executable,
        "PIPX_HOME": str(tmp_path / "pipx"),
        "PIPX_BIN_DIR": str(tmp_path / "bin"),
        "PIPX_MAN_DIR": str(tmp_path / "man"),
        "PIPX_DEFAULT_PYTHON": sys.executable,
        "PATH": f"{tmp_path / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    script = f"set -e\n{commands}cd {tmp_path}\nbin/edgefinder catalog mms\n"
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "edgefinder 0.1.0\n" in ran.stdout
    assert "M1-MMS" in ran.stdout
