"""The commands, settings and requests that pages name exist and work as described."""

import asyncio
import json
import re
import shlex
from pathlib import Path

import pytest

from adapters.cli.exit_codes import CannotDo
from adapters.cli.parser import parser
from adapters.settings import setting_declarations, variable
from adapters.web.app import web_app
from tests.adapters.web_server import served
from tests.servers.find_program import found, missing
from tests.world import open_world

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
_COMMAND = re.compile(r"`(edgefinder [^`]+)`")
_INCOMPLETE = "the following arguments are required"
_SHELL = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
_RUN_BY = {
    "deploying.md": "tests/test_deploy.py",  # the test checks them without running docker
    "files.md": "tests/adapters/cli/test_cli_file_layouts.py",
    "http-api.md": "tests/test_docs_commands.py",
    "operating.md": "tests/test_installing.py",
}
"""The test that runs or checks the shell commands of each page."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_is_accepted_by_the_parser(page: Path) -> None:
    if page.name == "CHANGELOG.md":
        pytest.skip("older releases had other commands")
    refused = {}
    for command in _COMMAND.findall(page.read_text("utf-8")):
        if "COMMAND" in command:
            continue  # "COMMAND" stands for any command
        words = shlex.split(command.partition("|")[0].replace("...", ""))
        try:
            parser().parse_args(words[1:])
        except CannotDo as error:
            if _INCOMPLETE not in str(error):
                refused[command] = str(error)
        except SystemExit:
            pass  # --help and --version exit after printing
    assert refused == {}


def test_every_setting_that_a_page_names_exists() -> None:
    known = {variable(name) for name in setting_declarations()}
    for page in PAGES:
        if page.name != "CHANGELOG.md":
            named = set(re.findall(r"EDGEFINDER_[A-Z_]*[A-Z](?![A-Z_])", page.read_text("utf-8")))
            unknown = {name for name in named - known if not name.startswith("EDGEFINDER_TEST_")}
            assert unknown == set(), page.name


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`make ([a-z]+)", page.read_text("utf-8")))
        assert named <= targets or page.name == "CHANGELOG.md", page.name


def test_every_page_with_shell_commands_has_a_test_that_reads_it() -> None:
    read = (ROOT / "README.md", *ROOT.glob("docs/*.md"))
    pages = {page.name for page in read if _SHELL.search(page.read_text("utf-8"))}
    assert pages == set(_RUN_BY)
    for page, test in _RUN_BY.items():
        assert page in (ROOT / test).read_text("utf-8"), f"{test} does not read {page}"


@pytest.mark.slow
async def test_each_request_in_http_api_md_gets_the_answer_that_the_page_shows(
    sqlite_url: str, tmp_path: Path
) -> None:
    if found("curl") is None:
        missing("curl", "install curl")
    page = (ROOT / "docs" / "http-api.md").read_text("utf-8")
    world = await open_world(sqlite_url, "https://verify.example.org", tmp_path / "keys")
    issuer = world.edgefinder.signing.issuer
    assert issuer is not None
    issuer.keys.init_all()
    await world.candidate("1001", "Ana Popescu")
    code = await world.award("1001", "M1-MMS")
    answers: list[str] = []
    async with served(web_app(world.edgefinder)) as url:

        async def run(command: str) -> str:
            here = command.replace("https://verify.example.org", url)
            here = here.replace("EF-XXXX-XXXX-XXXX-X", code)
            ran = await asyncio.create_subprocess_exec(
                *shlex.split(here), cwd=tmp_path, stdout=asyncio.subprocess.PIPE
            )
            answer, _ = await ran.communicate()
            assert ran.returncode == 0, command
            return answer.decode()

        badge = await run(f"curl -s https://verify.example.org/v/{code}/credential.json")
        (tmp_path / "badge.json").write_text(badge, "utf-8")
        for block in _SHELL.findall(page):
            answers += [await run(command) for command in block.splitlines()]
    await world.edgefinder.close()
    one, several, file, keys, revoked, certifies, alive, ready = answers
    shown = json.loads(re.findall(r"```json\n(.*?)```", page, re.DOTALL)[0])
    assert set(shown) <= set(json.loads(one)), "the page's example has only keys that are returned"
    assert json.loads(one)["verdict"] == "valid"
    assert [each["verdict"] for each in json.loads(several)] == ["valid", "unknown"]
    assert json.loads(file)["verdict"] == "valid"
    assert json.loads(keys)["verificationMethod"]
    assert revoked.count(".") == 2, "a JWT has two dots"
    assert json.loads(certifies)["name"] == "Measurement, Materials & Safety"
    assert alive == "ok\n"
    assert "ready" in json.loads(ready)
