"""The files in deploy/ are valid, and match the product's settings, commands and paths."""

import asyncio
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from adapters.settings import setting_declarations
from tests.servers.find_program import found, missing
from tests.servers.local_http import answering
from tests.servers.nginx import nginx

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
PAGE = ROOT / "docs" / "deploying.md"
_SETTING = re.compile(r"\bEDGEFINDER_[A-Z_]+\b")


@pytest.mark.parametrize("file", sorted(path.name for path in DEPLOY.iterdir() if path.is_file()))
def test_every_setting_named_in_a_deploy_file_exists(file: str) -> None:
    named = set(_SETTING.findall((DEPLOY / file).read_text("utf-8")))
    ours = {f"EDGEFINDER_{name.upper()}" for name in setting_declarations()}
    assert named <= ours


def test_the_shell_commands_in_deploying_md_name_existing_files() -> None:
    block = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    named = re.findall(r"deploy/[\w.]+", "".join(block))
    assert {each for each in named if not (ROOT / each).exists()} == {"deploy/.env"}, (
        "only deploy/.env is missing, which the page's cp creates"
    )
    assert {"deploy/.env.example", "deploy/compose.yaml"} <= set(named)


def _compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def test_compose_upgrades_the_tables_before_anything_serves() -> None:
    services = _compose()["services"]
    assert services["tables"]["command"] == ["db", "upgrade"]
    assert services["serve"]["depends_on"]["tables"]["condition"] == (
        "service_completed_successfully"
    )
    assert services["serve"]["deploy"]["replicas"] == 2


def test_no_process_in_compose_has_rights_that_it_does_not_need() -> None:
    services = _compose()["services"]
    assert {tuple(each["security_opt"]) for each in services.values()} == {
        ("no-new-privileges:true",)
    }
    for name in ("tables", "serve"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    assert re.findall(r"^USER (.*)$", _dockerfile(), re.MULTILINE) == ["10001:10001"]


def _dockerfile() -> str:
    return (DEPLOY / "Dockerfile").read_text("utf-8")


def test_every_file_that_the_dockerfile_copies_exists() -> None:
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", _dockerfile(), re.MULTILINE)
    paths = [path for line in copied for path in line.split()]
    assert len(paths) > 5
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_dockerfile_finds_the_version_of_uv_in_the_lock() -> None:
    program = re.search(r"\$\((sed .*?) uv\.lock\)", _dockerfile(), re.DOTALL)
    assert program is not None
    told = subprocess.run(
        ["sh", "-c", f"{program[1]} uv.lock"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", told.stdout)


def test_hadolint_accepts_the_dockerfile() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    checked = subprocess.run(
        [hadolint, "--no-color", DEPLOY / "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (checked.returncode, checked.stdout) == (0, "")


def test_promtool_accepts_the_alerts() -> None:
    if (promtool := found("promtool")) is None:
        missing("promtool", "install Prometheus (Debian, Ubuntu: apt-get install prometheus)")
    checked = subprocess.run(
        [promtool, "check", "rules", DEPLOY / "alerts.yaml"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "rules found" in checked.stdout


def test_docker_compose_accepts_its_file(tmp_path: Path) -> None:
    compose = Path(sys.executable).with_name("docker-compose")
    for file in ("compose.yaml", ".env.example", "nginx.conf"):
        shutil.copy(DEPLOY / file, tmp_path / file)
    example = (tmp_path / ".env.example").read_text("utf-8")
    settings = example.replace("POSTGRES_PASSWORD=", "POSTGRES_PASSWORD=of-the-test")
    (tmp_path / ".env").write_text(settings, "utf-8")
    checked = subprocess.run(
        [compose, "--file", tmp_path / "compose.yaml", "config", "--quiet"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_compose_starts_what_the_processes_need_and_waits_for_it() -> None:
    services = _compose()["services"]
    environment = services["serve"]["environment"]
    for setting, service in (
        ("EDGEFINDER_DATABASE_URL", "postgres"),
        ("EDGEFINDER_LIMITS_URL", "redis"),
    ):
        assert f"@{service}/" in environment[setting] or f"//{service}:" in environment[setting]
        assert "healthcheck" in services[service]
    assert services["serve"]["depends_on"]["redis"]["condition"] == "service_healthy"
    assert services["tables"]["depends_on"]["postgres"]["condition"] == "service_healthy"


def test_the_systemd_unit_is_rated_as_well_hardened(tmp_path: Path) -> None:
    if (program := shutil.which("systemd-analyze")) is None:
        pytest.skip("without systemd, the hardening of its unit is not measured")
    path = tmp_path / "edgefinder.service"
    path.write_text((DEPLOY / "edgefinder.service").read_text("utf-8"), "utf-8")
    command: list[str | Path] = [
        program,
        "security",
        "--offline=true",
        "--no-pager",
        "--threshold=20",
        path,
    ]
    rated = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert rated.returncode == 0, rated.stdout[-400:] + rated.stderr


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    if (program := shutil.which("systemd-analyze")) is None:
        pytest.skip("without systemd, its unit is not checked")
    unit = (DEPLOY / "edgefinder.service").read_text("utf-8")
    path = tmp_path / "edgefinder.service"
    path.write_text(unit.replace("/opt/edgefinder/bin/edgefinder", "/bin/true"), "utf-8")
    checked = subprocess.run(
        [program, "verify", path], capture_output=True, text=True, check=False, timeout=60
    )
    assert (checked.returncode, checked.stderr) == (0, "")


# These tests start a real nginx.


def _certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain = folder / "fullchain.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return ssl.create_default_context(cafile=chain)


@asynccontextmanager
async def _behind(seen: list[web.Request]) -> AsyncIterator[int]:
    async def answer(request: web.Request) -> web.Response:
        seen.append(request)
        return web.Response(text="served")

    async with answering(answer) as url:
        yield int(url.rpartition(":")[2])


async def _asked(
    connection: HTTPConnection, path: str, *, length: int | None = None
) -> tuple[HTTPResponse, str]:
    """Send the head of a request. Return the response and its text.

    `length` is the length of a body that is announced but not sent.
    """

    # aiohttp is not used, because when its session closes, a TLS connection may stay open until the
    # loop has ended
    def ask() -> tuple[HTTPResponse, str]:
        with closing(connection):
            if length is None:
                connection.request("GET", path)
            else:
                connection.request("POST", path, headers={"Content-Length": str(length)})
            response = connection.getresponse()
            return response, response.read().decode()

    return await asyncio.to_thread(ask)


async def test_nginx_serves_pages_over_tls_and_hides_monitoring(tmp_path: Path) -> None:
    trusting = _certificate(tmp_path)
    seen: list[web.Request] = []
    async with _behind(seen) as port:
        shipped = (DEPLOY / "nginx.conf").read_text("utf-8")
        shipped = shipped.replace("serve:8080", f"127.0.0.1:{port}")
        shipped = shipped.replace("/etc/nginx/tls", str(tmp_path))
        with nginx(shipped) as (plain, tls):

            def secure() -> HTTPSConnection:
                return HTTPSConnection("localhost", tls, context=trusting)

            moved, _ = await _asked(HTTPConnection("localhost", plain), "/v/EF-1?x=1")
            assert moved.status == 308
            assert moved.headers["Location"].endswith("/v/EF-1?x=1")
            for path in ("/metrics", "/readyz"):
                hidden, _ = await _asked(secure(), path)
                assert hidden.status == 404
            page, text = await _asked(secure(), "/v/EF-1")
            assert (page.status, text) == (200, "served")
            assert "max-age" in page.headers["Strict-Transport-Security"]
            refused, _ = await _asked(secure(), "/verify", length=7 << 20)
            assert refused.status == 413
    assert [request.path for request in seen] == ["/v/EF-1"]
    assert seen[0].headers["X-Forwarded-Proto"] == "https"
