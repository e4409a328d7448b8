"""What `doctor` reports about Telegram: how it is served, its token and its webhook."""

import aiohttp

from adapters.derived_settings import webhook_address
from adapters.platform_check import GOOD, OFF, WRONG, Answered, Finding
from adapters.settings import Settings, SettingsError
from adapters.token_owners import FAULTS, telegram_bot


class TelegramCheck:
    """Checks the settings of Telegram."""

    def configured(self, settings: Settings) -> Finding:
        if settings.telegram_token is None:
            return OFF, "telegram: off; set EDGEFINDER_TELEGRAM_TOKEN (from @BotFather) to serve it"
        if settings.telegram_webhook_secret is None:
            return GOOD, f"telegram: polling {settings.telegram_api_url}"
        try:
            return GOOD, f"telegram: webhook, at {webhook_address(settings)}"
        except SettingsError as error:
            return WRONG, f"telegram: {str(error).removeprefix('Telegram ')}"

    async def online(self, session: aiohttp.ClientSession, settings: Settings) -> Answered:
        if settings.telegram_token is None:
            return Answered()
        token = settings.telegram_token.get_secret_value()
        api = settings.telegram_api_url.rstrip("/")
        try:
            bot = await telegram_bot(session, api, token)
            if not bot:
                return Answered((_REFUSED,))
            async with session.get(f"{api}/bot{token}/getWebhookInfo") as answer:
                webhook = str((await answer.json())["result"].get("url", ""))
                moment = answer.headers.get("Date", "")
        except KeyError:
            words = f"telegram: {api} does not answer like Telegram; check what runs there"
            return Answered(((OFF, words),))
        except FAULTS:
            words = f"telegram: {api} does not answer; check that this machine can reach it"
            return Answered(((OFF, words),))
        owner = GOOD, f"telegram: the token is that of @{bot}"
        if settings.telegram_webhook_secret is None:
            return Answered((owner, _HOOKED) if webhook else (owner,), moment)
        return Answered((owner,) if webhook == _ours(settings) else (owner, _NOT_SET), moment)


def _ours(settings: Settings) -> str:
    try:
        return webhook_address(settings)
    except SettingsError:
        return ""


_REFUSED = (
    WRONG,
    (
        "telegram: the token is refused; ask @BotFather for the bot's token, and set "
        "EDGEFINDER_TELEGRAM_TOKEN"
    ),
)
_HOOKED = (
    WRONG,
    (
        "telegram: a webhook is set, so polling gets no updates; run 'edgefinder telegram setup', "
        "or stop the other server that uses this bot"
    ),
)
_NOT_SET = (
    OFF,
    (
        "telegram: the webhook is not set to this server yet, so no updates arrive; 'edgefinder "
        "serve' sets it when it starts"
    ),
)
