"""Build the Bolt app, which has our middleware instead of listeners."""

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.authorization import Authorize
from adapters.slack.log_redaction import library_logger


def bolt_app(
    api_url: str, signing_secret: str, authorize: Authorize, inbound: AsyncMiddleware
) -> AsyncApp:
    """Return the app. The caller has already checked each request's signature."""
    logger = library_logger()
    app = AsyncApp(
        name="edgefinder-slack",
        logger=logger,
        client=AsyncWebClient(base_url=api_url, logger=logger),
        signing_secret=signing_secret,
        request_verification_enabled=False,  # requests are verified earlier, before they are parsed
        authorize=authorize,  # type: ignore[arg-type]  # None is allowed
        process_before_response=True,  # otherwise Bolt polls for the acknowledgement every 10 ms
    )
    app.use(inbound)
    return app
