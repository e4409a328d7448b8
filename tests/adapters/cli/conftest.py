"""Fixtures that run the command line in this process, on sample data."""

import asyncio
import io
import json
import logging
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.main import run
from adapters.sample.training_center import load_sample_center
from core.edgefinder import open_edgefinder
from tests.adapters.cli.platforms import Platforms
from tests.servers.local_http import answering


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def edgefinder(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command line, as in `edgefinder("status", "1001")`.

    `typed` is piped to its input.
    """

    def ran(*words: str, typed: str | bytes = b"") -> Ran:
        given = typed.encode() if isinstance(typed, str) else typed
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8"))
        capsys.readouterr()
        handlers = list(logging.root.handlers)
        code = run(words)
        # each command logs to its own test's stderr, which is closed before the next test
        logging.root.handlers[:] = handlers
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return Ran(code, shown.out, shown.err)

    return ran


@pytest.fixture
def platforms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platforms]:
    """Run Telegram and Slack doubles in a thread, because a command has its own event loop."""
    made, ready, end = Platforms(), threading.Event(), threading.Event()

    async def serve() -> None:
        async with answering(made.answer) as url:
            monkeypatch.setenv("EDGEFINDER_TELEGRAM_API_URL", url)
            monkeypatch.setenv("EDGEFINDER_SLACK_API_URL", f"{url}/api/")
            ready.set()
            await asyncio.to_thread(end.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(30)
    yield made
    end.set()
    thread.join(30)


@pytest.fixture(scope="session")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")

    async def load() -> None:
        edgefinder = await open_edgefinder(
            database_url=f"sqlite:///{folder / 'sample.db'}", issuer="Ridgeline Technical Center"
        )
        await load_sample_center(edgefinder, folder)
        await edgefinder.close()

    asyncio.run(load())
    return folder / "sample.db"


@pytest.fixture
def sample(loaded_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set a copy of the sample center's database in the settings; return its path."""
    file = tmp_path / "sample.db"
    shutil.copy(loaded_once, file)
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("EDGEFINDER_ISSUER_NAME", "Ridgeline Technical Center")
    return file


@pytest.fixture
def code_of(edgefinder: Run) -> Callable[[str], str]:
    """Return a function that gives the code of a candidate's first award."""

    def code(number: str) -> str:
        credentials = edgefinder("status", number, "--json").json["credentials"]
        found: str = next(each["award"]["code"] for each in credentials if each["award"])
        return found

    return code
