"""What reads free text is loaded before programs are waited for, as `serve` does."""

import pytest

from bot.understanding.classifier import classifier, encoder


@pytest.fixture(scope="session", autouse=True)
def _understanding_is_loaded() -> None:
    encoder()
    classifier()
