"""Ctrl-C during long work: the first ends it cleanly, the second immediately."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from adapters.cli.ctrl_c import Terminated
from adapters.cli.interrupts import run_interruptibly


@pytest.fixture(autouse=True)
def _own_handler() -> Iterator[None]:
    # without its own handler, a background job ignores the signal
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_work_without_an_interrupt_returns_its_result() -> None:
    before = signal.getsignal(signal.SIGINT)

    async def work() -> int:
        return 7

    assert run_interruptibly(work()) == 7
    assert signal.getsignal(signal.SIGINT) is before


def test_the_first_interrupt_lets_the_work_clean_up() -> None:
    closed: list[str] = []

    async def work() -> None:
        try:
            interrupt()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            closed.append("the database")

    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(work())
    assert closed == ["the database"]


def test_the_second_interrupt_ends_the_process_without_waiting() -> None:
    left: list[str] = []

    async def work() -> None:
        try:
            interrupt()
            await asyncio.Event().wait()
        finally:
            interrupt()
            left.append("and closing went on")

    def leave() -> None:
        left.append("left")

    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(work(), leave)
    assert left == ["left", "and closing went on"]


def test_two_interrupts_at_once_end_the_process() -> None:
    left: list[str] = []

    async def work() -> None:
        interrupt()
        interrupt()
        await asyncio.Event().wait()

    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(work(), lambda: left.append("left"))
    assert left == ["left"]


def test_an_interrupt_after_the_work_has_ended_still_ends_the_process() -> None:
    left: list[str] = []

    async def work() -> None:
        interrupt()
        await asyncio.Event().wait()

    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(work(), lambda: left.append("left"))
    interrupt()
    assert left == ["left"]


def test_ignored_interrupts_stay_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    async def work() -> int:
        interrupt()
        return 7

    assert run_interruptibly(work()) == 7
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_sigterm_lets_the_work_clean_up_too() -> None:
    closed: list[str] = []
    before = signal.getsignal(signal.SIGTERM)

    async def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            closed.append("the half-written file")

    try:
        with pytest.raises(Terminated):
            run_interruptibly(work())
    finally:
        signal.signal(signal.SIGTERM, before)
    assert closed == ["the half-written file"]
