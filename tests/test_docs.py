"""The commands in README and docs print what the pages show, and their tables are current."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reference_tables import TABLES, written

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = (README, *(ROOT / "docs" / f"{name}.md" for name in ("operating", "goals", "languages")))
"""The pages in the order in which a reader would follow them, all in one folder."""
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_VARIES = (
    (re.compile(r", at \d{4}\b"), ", at REVISION"),  # each new migration changes this number
    (re.compile(r"\bEF(-[0-9A-Z]{4}){3}-[0-9A-Z*~$=]"), "EF-CODE"),
    (re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b"), "INVITATION"),
    (re.compile(r"\b\d{4}-\d\d-\d\d( \d\d:\d\d)?"), "DAY"),
    (
        re.compile(
            r"(January|February|March|April|May|June|July|August|September|October|November"
            r"|December)\s+\d+,\s+\d{4}"
        ),
        "DAY",
    ),
    (re.compile(r"\bat \d{4}\b"), "at REVISION"),
    (re.compile(r"\d+\.\d MB"), "SIZE"),
    (re.compile(r"\s+"), " "),
)


def _alike(text: str) -> str:
    """Replace the parts of an output that depend on the day or on the terminal's width."""
    for pattern, name in _VARIES:
        text = pattern.sub(name, text)
    return text.strip()


def _commands(page: Path) -> list[tuple[str, str]]:
    """Return each command of a page, with its here-document and the output that the page shows."""
    found: list[tuple[str, str]] = []
    for block in _BLOCK.findall(page.read_text("utf-8")):
        if block.startswith(
            "$ make"
        ):  # the output of `make` may contain lines that begin with "$ "
            command, _, shown = block[2:].partition("\n")
            found.append((command, shown))
            continue
        document = False
        for line in block.splitlines(keepends=True):
            if document:
                found[-1] = (found[-1][0] + line[2:], "")
                document = line != "> END\n"
            elif line.startswith("$ "):
                found.append((line[2:], ""))
                document = "<<END" in line
            else:
                found[-1] = (found[-1][0], found[-1][1] + line)
    return found


def _shows(output: str, told: str) -> bool:
    """Whether a command's output matches what the page shows; `...` stands for omitted text."""
    parts = [_alike(part) for part in re.split(r"^\.\.\.$", told, flags=re.MULTILINE)]
    pattern = ".*".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, _alike(output), re.DOTALL) is not None


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_documented_command_prints_what_the_docs_show(tmp_path: Path) -> None:
    commands = [
        (command, shown)
        for page in PAGES
        for command, shown in _commands(page)
        if not command.startswith("make ")
    ]
    assert len(commands) > 12
    script = ["set -u"]
    for place, (command, _) in enumerate(commands):
        script.append(f"echo '@@@ {place}'\n{command.rstrip()}")
        script.append('code=$?; [ $code -eq 0 ] || echo "[$code]"')
    folder = Path(sys.executable).parent
    ran = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=True,
    )
    outputs = re.split(r"^@@@ \d+\n", ran.stdout, flags=re.MULTILINE)[1:]
    for (command, told), output in zip(commands, outputs, strict=True):
        assert _shows(output, told), f"$ {command}\nshows\n{output}\nthe page says\n{told}"


def test_every_page_that_shows_commands_is_run_by_these_tests() -> None:
    with_commands = {page for page in ROOT.glob("docs/*.md") if _commands(page)}
    assert with_commands <= set(PAGES)


@pytest.mark.slow
def test_make_demo_prints_what_the_readme_shows() -> None:
    told = next(shown for command, shown in _commands(README) if command.startswith("make demo"))
    ran = subprocess.run(
        ["make", "--no-print-directory", "demo"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
        check=True,
    )
    assert _shows(ran.stdout, told), f"make demo shows\n{ran.stdout}"


@pytest.mark.parametrize(("file", "name"), TABLES, ids=str)
def test_the_generated_tables_in_the_docs_are_up_to_date(file: str, name: str) -> None:
    assert written(file, name) == TABLES[file, name](), "run `make docs`"


def test_every_link_from_one_page_to_another_leads_to_an_existing_page() -> None:
    broken = {}
    for page in (README, *ROOT.glob("docs/*.md")):
        linked = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if missing := [each for each in linked if not (page.parent / each).exists()]:
            broken[page.name] = missing
    assert broken == {}


def test_every_picture_is_small_and_used_by_a_page() -> None:
    pages = "".join(page.read_text("utf-8") for page in (README, *ROOT.glob("docs/*.md")))
    pictures = list((ROOT / "docs" / "pictures").iterdir())
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size < 150_000
        assert f"pictures/{picture.name}" in pages
