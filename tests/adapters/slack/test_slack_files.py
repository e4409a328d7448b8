"""Shared files: parsing Slack's descriptions, and to which URLs the token may go."""

import pytest

from adapters.slack.files import MOST_FILES, SharedFile, is_slacks, shared_files_in


def test_file_descriptions_are_read_with_missing_parts_empty() -> None:
    told = {"id": "F1", "name": "a.csv", "size": 7, "url_private": "https://files.slack.com/a"}
    assert shared_files_in([told, {}]) == (
        SharedFile("F1", "a.csv", "", "https://files.slack.com/a", 7),
        SharedFile("", "the file", "", "", 0),
    )
    assert len(shared_files_in([told] * 20)) == MOST_FILES


@pytest.mark.parametrize("strange", [None, "F1", 7, {"id": "F1"}, ["F1", None]])
def test_malformed_files_are_ignored(strange: object) -> None:
    assert shared_files_in(strange) == ()


def test_only_urls_with_slacks_host_and_scheme_get_the_token() -> None:
    slacks = "https://slack.com/api/"
    assert is_slacks("https://files.slack.com/files-pri/T1-F1/a.csv", slacks)
    gov = "https://slack-gov.com/api/"
    assert is_slacks("https://files.slack-gov.com/files-pri/T1-F1/a.csv", gov)
    for url in (
        "",
        "http://files.slack.com/a.csv",
        "https://files.slack.com.example.org/a.csv",
        "https://files.slack.com@example.org/a.csv",
        "https://example.org/https://files.slack.com/a.csv",
        "https://files.slack.com:8443/a.csv",
        "https://docs.example.org/a.csv",
    ):
        assert not is_slacks(url, slacks)
