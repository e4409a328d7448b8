"""Rules for the repository: top-level files, file contents, and reasons for ignores."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
_TOP = {
    ".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md",
    "RELEASING.md", "SECURITY.md", "adapters", "bot", "core", "deploy", "docs", "findings",
    "pyproject.toml", "tests", "uv.lock",
}  # fmt: skip
_PATHS = re.compile(r"/(?:home|root|Users|work)/\w+")
_IGNORES = re.compile(r"#\s*(?:noqa|type: ignore|pragma|mypy)\b[^\n]*")
_REASONED = re.compile(r"#\s*(?:noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\])\s*(?:-|#|\s{2})\s*\w+")


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def _sources(*parts: str) -> Iterator[tuple[Path, str]]:
    for path in _tracked():
        if path.suffix == ".py" and (not parts or path.relative_to(ROOT).parts[0] in parts):
            yield path, path.read_text("utf-8")


def test_the_top_level_has_only_conventional_files() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in _tracked()} <= _TOP


def test_no_file_contains_a_path_on_a_developers_machine() -> None:
    found = {}
    for path in _tracked():
        if path.name in {"uv.lock", Path(__file__).name}:
            continue
        # searching the raw bytes works for pictures and other encodings too, because paths are
        # ASCII
        if paths := _PATHS.findall(path.read_text("utf-8", errors="replace")):
            found[str(path.relative_to(ROOT))] = paths
    assert found == {}


def test_every_module_has_a_docstring() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path, text in _sources("core", "bot", "adapters", "tests")
        if text.strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_every_ignored_check_has_its_reason_beside_it() -> None:
    bare = [
        f"{path.relative_to(ROOT)}: {ignore.group()}"
        for path, text in _sources()
        if path != Path(__file__)
        for ignore in _IGNORES.finditer(text)
        if not _REASONED.match(ignore.group())
    ]
    assert bare == []


def test_no_folder_and_no_file_has_a_name_such_as_utils_or_helpers() -> None:
    kinds = {"utils", "util", "helpers", "common", "managers", "services", "misc", "lib"}
    named = {part for path in _tracked() for part in path.relative_to(ROOT).parts}
    stems = {path.stem for path in _tracked()}
    assert (named | stems) & kinds == set()


def test_every_dependency_has_a_lower_bound_and_is_in_the_lock() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = text.partition("dependencies = [")[2].partition("\n]")[0]
    wanted = re.findall(r'"([\w-]+)(?:\[\w+\])?(>=[\d.]+)?"', listed)
    lock = (ROOT / "uv.lock").read_text("utf-8")
    assert len(wanted) > 10
    for name, floor in wanted:
        assert floor, f"{name} has no lower bound"
        assert f'name = "{name}"' in lock
