"""`edgefinder telegram setup` and `edgefinder telegram link`."""

from pathlib import Path

from tests.adapters.cli.conftest import Ran
from tests.doubles.telegram import TelegramApi
from tests.e2e.serve_process import edgefinder


async def ran(api: TelegramApi, *words: str, token: str = "") -> Ran:
    settings = {
        "EDGEFINDER_TELEGRAM_TOKEN": token or api.token,
        "EDGEFINDER_TELEGRAM_API_URL": api.url,
    }
    made = await edgefinder(settings, "telegram", *words)
    assert "Traceback" not in made.err
    return made


async def test_setup_lists_its_changes_and_then_says_that_there_are_none(api: TelegramApi) -> None:
    first = await ran(api, "setup")
    assert first.code == 0
    assert "Changed the menu of private chats.\n" in first.out
    assert "Changed the menu of groups (es).\n" in first.out
    assert "Changed the description.\n" in first.out
    assert api.descriptions[""].startswith("I know the NIMS credentials")
    assert "Conozco las credenciales NIMS" in api.descriptions["es"]
    again = await ran(api, "setup")
    assert again.out == "@edgefinder_test_bot already has its menus and profile.\n"


async def test_setup_lists_what_only_the_owner_can_set(api: TelegramApi) -> None:
    api.bot["supports_inline_queries"] = False
    assert "/setinline" in (await ran(api, "setup")).out


async def test_errors_are_one_line_with_the_fix(api: TelegramApi) -> None:
    wrong = await ran(api, "setup", token="4242:wrong-one")
    assert (wrong.code, wrong.out) == (2, "")
    assert wrong.err == "edgefinder: the token is wrong: set EDGEFINDER_TELEGRAM_TOKEN\n"
    api.inject_fault("setMyCommands", status=500)
    assert (await ran(api, "setup")).err == (
        "edgefinder: Telegram could not be reached: nothing more was changed; try again\n"
    )
    none = await ran(api, "link", "bicycle repair")
    assert none.code == 2
    assert "is neither a credential nor a code" in none.err


async def test_the_link_command_prints_a_link_to_the_bot_a_credential_or_a_verdict(
    api: TelegramApi,
) -> None:
    assert (await ran(api, "link")).out == "https://t.me/edgefinder_test_bot\n"
    mms = await ran(api, "link", "measurement materials safety")
    assert mms.out == "https://t.me/edgefinder_test_bot?start=credential_M1-MMS\n"
    code = await ran(api, "link", "EF-0000-0000-0000-0")
    assert code.out == "https://t.me/edgefinder_test_bot?start=verify_EF-0000-0000-0000-0\n"


async def test_a_links_qr_code_can_be_written_to_a_file(api: TelegramApi, tmp_path: Path) -> None:
    for name, begins in (("poster.svg", b"<svg"), ("poster.png", b"\x89PNG")):
        made = await ran(api, "link", "M1-MMS", "--qr", str(tmp_path / name))
        assert made.code == 0
        assert (tmp_path / name).read_bytes().startswith(begins)
    wrong = await ran(api, "link", "--qr", str(tmp_path / "poster.gif"))
    assert wrong.code == 2
