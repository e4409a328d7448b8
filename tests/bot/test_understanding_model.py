"""The model that understands messages matches its training data and its encoder, and is small."""

from pathlib import Path

from threadpoolctl import threadpool_info

from bot.template_environment import Renderer
from bot.understanding.classifier import MODEL, classifier
from bot.understanding.encoder import encoder, encoder_version
from tests.understanding.language_words import WRITTEN, language_words
from tests.understanding.training import DATA, out_of_date

ROOT = Path(__file__).parents[2]


def test_the_model_matches_the_training_data_and_the_encoder() -> None:
    assert out_of_date(ROOT / DATA) == "", "run 'make understanding'"


def test_the_words_of_each_language_match_the_training_data() -> None:
    written = (ROOT / WRITTEN).read_text(encoding="utf-8")
    assert written == language_words(ROOT / DATA), "run 'make understanding'"


def test_the_encoder_is_the_one_used_in_training() -> None:
    assert encoder_version() == classifier().encoder_version == "0.2.1", (
        "vectors differ from version to version: learn again with 'make understanding', look at "
        "'make bench', then change this"
    )


def test_the_encoder_keeps_numpy_on_one_thread() -> None:
    assert encoder() is not None
    assert [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"] == [1]


def test_the_model_is_small() -> None:
    assert (ROOT / "bot/understanding" / MODEL).stat().st_size < 3_000_000


def test_compile_all_compiles_every_template() -> None:
    renderer = Renderer()
    renderer.compile_all()
    known = {name for name, _ in vars(renderer)["_templates"]}
    assert known == {path.stem for path in (ROOT / "bot/templates").glob("*.md")}
