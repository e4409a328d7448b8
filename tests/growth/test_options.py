"""`make growth` and `make load` refuse wrong options in one line."""

import pytest

from tests.growth.__main__ import main as growth
from tests.load.__main__ import main as load

WRONG = (
    "--candidates x",
    "--candidates 0",
    "--candidates -5",
    "--small 0",
    "--small 20 --candidates 10",
    "--rows -1",
    "--folder nowhere/at/all",
    "--only mysql",
)
WRONG_LOAD = (
    *("--seconds 0", "--seconds nan", "--seconds inf", "--seconds x"),
    *("--asking -1", "--results 0", "--processes 0", "--at-once 0"),
)


@pytest.mark.parametrize("words", WRONG)
def test_growth_refuses_a_wrong_option(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        growth(words.split())
    assert words.split(maxsplit=1)[0] in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize("words", WRONG_LOAD)
def test_load_refuses_a_wrong_option(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        load(words.split())
    assert words.split(maxsplit=1)[0] in capsys.readouterr().err.splitlines()[-1]
