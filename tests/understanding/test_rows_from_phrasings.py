"""The training rows in the files are exactly those that the phrasings generate."""

from tests.understanding import phrasings


def test_the_rows_in_each_file_are_those_that_its_phrasings_generate() -> None:
    for path, text in phrasings.written(phrasings.other_sentences()).items():
        assert path.read_text("utf-8") == text, (
            f"{path} is outdated: run python -m tests.understanding.phrasings"
        )


def test_no_generated_row_contains_an_unfilled_choice_or_name() -> None:
    for path in phrasings.SOURCES.glob("*.txt"):
        for row in phrasings.rows_of(path):
            assert not set("[]{}|") & set(row["text"]), row["text"]
            assert "{" not in row["argument"], row


def test_every_file_of_phrasings_gives_rows_in_english_and_in_spanish() -> None:
    for path in phrasings.SOURCES.glob("*.txt"):
        languages = {row["lang"] for row in phrasings.rows_of(path)}
        assert languages == {"en", "es"}, path


def test_a_credential_in_a_rows_argument_is_also_named_in_its_sentence() -> None:
    path = phrasings.SOURCES / "candidate.txt"
    named = [row for row in phrasings.rows_of(path) if row["argument"].startswith("M1-MMS")]
    assert named
    for row in named:
        assert any(word in row["text"].casefold() for word in ("mms", "measurement", "medición"))
