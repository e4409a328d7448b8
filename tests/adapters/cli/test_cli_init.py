"""init: its questions, the file it writes, and the doctor's report at the end."""

import stat
from pathlib import Path

from adapters.settings_loading import load_settings
from tests.adapters.cli.conftest import Run
from tests.adapters.cli.platforms import Platforms


def _typed(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_setup_needs_only_a_name_and_a_time_zone(edgefinder: Run, tmp_path: Path) -> None:
    ran = edgefinder(
        "init", typed=_typed("", "Ridgeline's \\ Center", "Chicgo", "Chicago", *[""] * 3, "n")
    )
    assert (ran.code, ran.err) == (0, "")
    assert "A name is needed" in ran.out
    assert "Do you mean America/Chicago" in ran.out
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    settings = load_settings()
    assert settings.issuer_name == "Ridgeline's \\ Center"
    assert settings.time_zone == "America/Chicago"
    assert settings.telegram_token is None
    assert "○ telegram: off" in ran.out, "the doctor's report is at the end"
    assert not list(tmp_path.glob("*.csv"))


def test_setup_tests_tokens_at_once_and_creates_keys_and_templates(
    edgefinder: Run, tmp_path: Path, platforms: Platforms
) -> None:
    answers = ("Ridgeline", "", "12 3", "n", "123:token", "xoxb-token", "xapp-token")
    ran = edgefinder(
        "init", typed=_typed(*answers, "verify.example.org", "http://127.0.0.1:9", "y")
    )
    assert ran.err == ""
    assert "This is not a token: a token has no spaces." in ran.out
    assert "This is the token of @ridgeline_bot." in ran.out
    assert "This is the token of Maple Shop." in ran.out
    assert "The address must begin with https://" in ran.out
    assert "✓ telegram: the token is that of @ridgeline_bot" in ran.out
    assert "✓ signing: as did:web:" in ran.out
    settings = load_settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == "123:token"
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == [
        "people.csv",
        "results.csv",
        "rosters.csv",
    ]
    for secret in ("123:token", "xoxb-token", "xapp-token"):
        assert secret not in ran.out


def test_a_refused_token_is_asked_for_again(edgefinder: Run, platforms: Platforms) -> None:
    platforms.taken = False
    ran = edgefinder("init", typed=_typed("Ridgeline", "", "1:a", "n", "", "", "", "n"))
    assert "check that you copied the whole token" in ran.out
    assert load_settings().telegram_token is None


def test_setup_is_refused_if_there_are_settings_and_does_not_change_them(
    edgefinder: Run, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("EDGEFINDER_CONTACT=us\n")
    ran = edgefinder("init", typed=_typed("Ridgeline"))
    assert ran.code == 2
    assert "move it away to start again" in ran.err
    assert (tmp_path / ".env").read_text() == "EDGEFINDER_CONTACT=us\n"


def _keys() -> dict[str, bytes]:
    folder = load_settings().keys_dir
    assert folder is not None
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_second_setup_keeps_the_keys_of_the_first(
    edgefinder: Run, tmp_path: Path, platforms: Platforms
) -> None:
    answers = _typed("Ridgeline", "", "", "", "https://", "http://127.0.0.1:9", "perhaps", "n")
    first = edgefinder("init", typed=answers)
    assert "The address must begin with https:// and a host" in first.out
    assert "Answer y or n." in first.out
    keys = _keys()
    assert keys
    (tmp_path / ".env").rename(tmp_path / "old.env")
    second = edgefinder("init", typed=answers)
    assert second.err == ""
    assert "sign credentials, as before." in second.out
    assert "✓ signing: as did:web:" in second.out
    assert "✗ permissions" not in second.out
    assert _keys() == keys


def test_no_settings_are_written_if_the_keys_cannot_be_made(
    edgefinder: Run, tmp_path: Path
) -> None:
    (tmp_path / "home" / "data").write_text("a file where the folder with the keys would be")
    ran = edgefinder("init", typed=_typed("Ridgeline", "", "", "", "https://example.org"))
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert not (tmp_path / ".env").exists()


def test_a_setup_whose_input_ends_early_writes_no_settings(edgefinder: Run, tmp_path: Path) -> None:
    ran = edgefinder("init", typed=_typed("Ridgeline", "Chicago"))
    assert ran.code == 2
    assert "nothing was written" in ran.err
    assert not (tmp_path / ".env").exists()
