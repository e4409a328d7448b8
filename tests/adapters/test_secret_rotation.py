"""While a secret is being replaced, both the new and the old one are accepted."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.fernet import Fernet, MultiFernet
from slack_sdk.signature import SignatureVerifier

from adapters.settings_loading import settings_from
from adapters.slack.adapter import SlackAdapter
from adapters.telegram.webhook import Webhook
from adapters.web.app import web_app
from core.awards.keys import Algorithm
from core.verification.verdict import VerdictKind
from tests.adapters.slack.run_adapter import SmallConversation, SmallWorkplace
from tests.world import open_world

NEW, OLD, OTHER = "new-secret-0123456789", "old-secret-0123456789", "other-secret-012345678"
BOTH = f"{NEW}, {OLD}"


def test_telegrams_webhook_accepts_both_secrets() -> None:
    def knows(secret: str, shown: str) -> bool:
        return Webhook("https://bot.example.org", secret).knows(
            {"x-telegram-bot-api-secret-token": shown}
        )

    assert [knows(BOTH, each) for each in (NEW, OLD, OTHER, "", BOTH)] == [
        *(True, True, False, False, False)
    ]
    assert not knows(NEW, OLD)
    assert settings_from({"telegram_webhook_secret": BOTH}).telegram_webhook_secret


async def test_the_webhook_is_registered_with_the_new_secret() -> None:
    class Bot:
        given: Mapping[str, Any]

        async def set_webhook(self, url: str, **given: Any) -> None:
            self.given = given

    bot = Bot()
    await Webhook("https://bot.example.org", BOTH).register(bot)  # type: ignore[arg-type]  # a small double
    assert bot.given["secret_token"] == NEW


@pytest.mark.parametrize(
    ("secret", "signed_by", "status"),
    [(BOTH, NEW, 200), (BOTH, OLD, 200), (BOTH, OTHER, 401), (NEW, OLD, 401), (BOTH, BOTH, 401)],
)
async def test_both_signing_secrets_of_slack_are_accepted(
    secret: str, signed_by: str, status: int
) -> None:
    adapter = SlackAdapter(SmallConversation(), SmallWorkplace(), "xoxb-1", signing_secret=secret)
    adapter._taking = True
    body, moment = b'{"type": "url_verification", "challenge": "c"}', str(int(time.time()))
    signature = SignatureVerifier(signed_by).generate_signature(timestamp=moment, body=body)
    headers = {
        "content-type": "application/json",
        "x-slack-request-timestamp": moment,
        "x-slack-signature": signature or "",
    }
    assert (await adapter.handle(body, headers))[0] == status


async def test_both_metrics_tokens_are_accepted(sqlite_url: str) -> None:
    world = await open_world(sqlite_url)
    app = web_app(world.edgefinder, metrics_token=BOTH)
    transport = httpx.ASGITransport(app, client=("192.0.2.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://example.org") as client:
        for token, status in ((NEW, 200), (OLD, 200), (OTHER, 404), (BOTH, 404), ("", 404)):
            got = await client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
            assert got.status_code == status
    await world.edgefinder.close()


def test_workspace_tokens_encrypted_with_the_old_key_can_be_read() -> None:
    new, old = Fernet.generate_key(), Fernet.generate_key()
    sealed = Fernet(old).encrypt(b"xoxb-token")
    setting = settings_from({"slack_token_key": f"{new.decode()},{old.decode()}"})
    assert setting.slack_token_key is not None
    keys = setting.slack_token_key.get_secret_value().split(",")
    both = MultiFernet([Fernet(each) for each in keys])
    assert both.decrypt(sealed) == b"xoxb-token"
    assert Fernet(new).decrypt(both.rotate(sealed)) == b"xoxb-token"


@pytest.mark.parametrize("algorithm", list(Algorithm))
async def test_credentials_signed_with_the_old_key_stay_valid(
    sqlite_url: str, tmp_path: Path, algorithm: Algorithm
) -> None:
    world = await open_world(sqlite_url, "https://verify.example.org", tmp_path / "keys")
    issuer = world.edgefinder.signing.issuer
    assert issuer is not None
    issuer.keys.init(algorithm)
    await world.candidate("1001")
    signing, verification = world.edgefinder.signing, world.edgefinder.verification
    awarded = await signing.find_award(await world.award("1001", "M1-MMS"))
    assert awarded is not None
    before = await signing.token(awarded)
    issuer.keys.rotate(algorithm)
    after = await signing.token(awarded)
    assert isinstance(before, str)
    assert isinstance(after, str)
    assert before != after
    for token in (before, after):
        [verdict] = await verification.verify_typed(token)
        assert verdict.kind is VerdictKind.VALID
    await world.edgefinder.close()
