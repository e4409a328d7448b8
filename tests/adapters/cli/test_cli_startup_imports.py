"""Commands import only the modules that they use, so that they start fast."""

import subprocess
import sys
from pathlib import Path

import pytest

SLOW_TO_IMPORT = (
    *("alembic", "aiohttp", "asyncpg", "fastapi", "numpy", "openpyxl", "opentelemetry"),
    *("pydantic", "pyld", "slack_bolt", "starlette", "telegram", "typst"),
)


@pytest.mark.parametrize(
    "module",
    [
        *("adapters.cli.main", "adapters.cli.status_command", "adapters.cli.verify_command"),
        "adapters.cli.chat_command",
    ],
)
def test_modules_that_few_commands_need_are_loaded_only_by_those(module: str) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", f"import {module}, sys; print(*sys.modules)"],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert [name for name in SLOW_TO_IMPORT if name in loaded] == []
