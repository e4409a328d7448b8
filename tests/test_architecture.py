"""Rules about the three floors (core, bot, adapters) that import contracts cannot express."""

import re
import tomllib
from pathlib import Path

from tests.architecture_picture import PAGE, drawn

ROOT = Path(__file__).parent.parent


def sources(*folders: str) -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text("utf-8")
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
    }


def test_nothing_outside_of_core_uses_the_database_of_edgefinder() -> None:
    reached = re.compile(r"\bedgefinder\.database\b")
    above = sources("bot", "adapters")
    assert len(above) > 100
    assert [name for name, text in above.items() if reached.search(text)] == []


def test_an_identity_is_parsed_only_by_its_own_platform() -> None:
    parsed = re.compile(r"external_id\.(?:r?partition|r?split)\(")
    found = {
        name for name, text in sources("core", "bot", "adapters").items() if parsed.search(text)
    }
    assert found == set()


def test_the_architecture_picture_matches_the_imports() -> None:
    page = PAGE.read_text("utf-8")
    assert drawn(page) == page, "run make picture"


def test_every_platform_is_in_the_contract_that_no_platform_imports_another() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    [apart] = [
        set(each["modules"])
        for each in project["tool"]["importlinter"]["contracts"]
        if each["type"] == "independence"
    ]
    platforms = {
        f"adapters.{path.parent.name}" for path in (ROOT / "adapters").glob("*/rendering.py")
    }
    assert platforms <= apart, "add the new platform to the contract in pyproject.toml"
