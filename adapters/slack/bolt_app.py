"""Build the Bolt app, which has our middleware instead of listeners."""

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.authorization import Authorize
from adapters.slack.log_redaction import library_logger


def bolt_app(
    api_url: str, signing_secret: str, authorize: Authorize, inbound: AsyncMiddleware
) -> AsyncApp:
    """Return the Bolt app.

    Bolt does not check signatures, because each request's signature is checked before Bolt gets the
    request.
    """
    logger = library_logger()
    app = AsyncApp(
        name="edgefinder-slack",
        logger=logger,
        client=AsyncWebClient(base_url=api_url, logger=logger),
        signing_secret=signing_secret,
        request_verification_enabled=False,  # `SlackAdapter.handle` has verified the request
        authorize=authorize,  # type: ignore[arg-type]  # None is allowed
        process_before_response=True,  # without this, Bolt looks for the response every 10 ms
    )
    app.use(inbound)
    return app
