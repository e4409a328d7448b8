"""`/nims status` on Bolt's own listeners with SQLAlchemy's ORM, served by uvicorn."""

from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from core.catalog.loading import load_catalog
from tests.bench.build_driver import EVENTS, SECRET
from tests.bench.peers.records import Records


def bolt_app(records: Records, slack: str) -> AsyncApp:
    app = AsyncApp(
        signing_secret=SECRET,
        client=AsyncWebClient("xoxb-bench", base_url=f"{slack}/api/"),
    )

    @app.command("/nims")
    async def nims(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        await ack()
        whose = f"{command['team_id']}:{command['user_id']}"
        text, begun = await records.mrkdwn("slack", whose)
        buttons = [
            {
                "type": "button",
                "text": {"type": "plain_text", "text": each.title},
                "action_id": f"status-{each.code}",
                "value": each.code,
            }
            for each in begun[:8]
        ]
        blocks: list[dict[str, Any]] = [
            {"type": "section", "text": {"type": "mrkdwn", "text": part}}
            for part in text.split("\n\n")
            if part.strip()
        ]
        if buttons:
            blocks.append({"type": "actions", "elements": buttons})
        await respond(text=text, blocks=blocks)

    return app


async def serve(told: Connection, file: str, slack: str) -> None:
    """Serve Slack's requests until stopped, and report the port to `told`."""
    records = Records(Path(file), load_catalog())
    handler = AsyncSlackRequestHandler(bolt_app(records, slack), path=EVENTS)
    config = uvicorn.Config(handler, log_config=None, access_log=False, lifespan="off", port=0)
    bound = config.bind_socket()
    bound.listen()  # clients can connect from now on
    told.send(bound.getsockname()[1])
    await uvicorn.Server(config).serve(sockets=[bound])
