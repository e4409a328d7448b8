"""completion: what the shells complete."""

import shutil
import subprocess

import pytest

from tests.adapters.cli.conftest import Run


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


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_can_load_their_script(edgefinder: Run, shell: str) -> None:
    ran = edgefinder("completion", shell)
    assert ran.code == 0
    assert "doctor" in ran.out
    if (program := shutil.which(shell)) is not None:
        subprocess.run([program, "-n"], input=ran.out, text=True, check=True, timeout=30)
