"""completion: what bash, fish and zsh complete with our script."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.adapters.cli.conftest import Run
from tests.servers.find_program import found, missing


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (("",), {"demo", "init", "doctor", "import"}),
        (("do",), {"doctor"}),
        (("keys", ""), {"init", "rotate", "list"}),
        (("import", "peo"), {"people"}),
        (("import", "people", "--dry"), {"--dry-run"}),
        (("completion", "f"), {"fish"}),
    ],
)
def test_bash_completes_commands_choices_and_options(
    edgefinder: Run, typed: tuple[str, ...], offered: set[str]
) -> None:
    script = edgefinder("completion", "bash").out
    words = " ".join(f"'{word}'" for word in ("edgefinder", *typed))
    asked = f"COMP_WORDS=({words}); COMP_CWORD={len(typed)}; _edgefinder"
    ran = subprocess.run(
        ["bash", "-c", f'{script}\n{asked}\nprintf "%s\\n" "${{COMPREPLY[@]}}"'],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    told = set(ran.stdout.split())
    assert offered <= told
    if typed[-1]:
        assert told == offered


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("do", {"doctor"}), ("keys ro", {"rotate"}), ("import people --dry", {"--dry-run"})],
)
def test_fish_completes_commands_choices_and_options(
    edgefinder: Run, tmp_path: Path, typed: str, offered: set[str]
) -> None:
    program = found("fish") or missing("fish", "install fish")
    (tmp_path / "edgefinder.fish").write_text(edgefinder("completion", "fish").out, "utf-8")
    asked = f"source edgefinder.fish; complete -C 'edgefinder {typed}'"
    told = _shell(tmp_path, program, "-c", asked)
    assert {line.partition("\t")[0] for line in told.splitlines()} == offered


def test_zsh_completes_commands(edgefinder: Run, tmp_path: Path) -> None:
    program = found("zsh") or missing("zsh", "install zsh")
    (tmp_path / "edgefinder.zsh").write_text(edgefinder("completion", "zsh").out, "utf-8")
    begun = "autoload -U compinit; compinit -u -d ./dump; source ./edgefinder.zsh"
    typed = "words=(edgefinder keys ro); CURRENT=3; COMP_WORDS=($words); COMP_CWORD=2"
    # call it as zsh's bashcompinit does; zsh then drops words that begin with other letters
    asked = f"{begun}; {typed}; compgen -F _edgefinder -- ro"
    told = _shell(tmp_path, program, "-f", "-c", asked)
    assert {"init", "rotate", "list"} <= set(told.splitlines())
    assert "import" not in told


def _shell(folder: Path, *command: str | Path) -> str:
    home = {**os.environ, "HOME": str(folder)}
    ran = subprocess.run(
        command, cwd=folder, env=home, capture_output=True, text=True, check=True, timeout=60
    )
    return ran.stdout
