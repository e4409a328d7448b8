#!/usr/bin/env bash
# A bot's token is revoked while the bot runs: Telegram answers every call with 401 "Unauthorized".
#
# A good guess: python-telegram-bot raises InvalidToken, as it does in get_me().
# What happens: after initialize(), do_api_request() raises EndPointNotFound "Endpoint 'getUpdates' not found in
#   Bot API", which is not a subclass of InvalidToken. Only its __cause__ is InvalidToken with the server's
#   "Unauthorized". Before initialize(), the same call raises InvalidToken. A 404 from a restarting proxy looks
#   exactly the same.
# Version: python-telegram-bot 22.8 (telegram/_bot.py, do_api_request).
# Who is hurt: anyone who calls methods newer than the library with do_api_request, and stops or asks for a new
#   token on InvalidToken: they tell the operator that a method does not exist.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'python-telegram-bot==22.8'
cat >"$folder/seen.py" <<'PY'
import asyncio, json, threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from telegram import Bot, __version__
from telegram.error import EndPointNotFound, InvalidToken, TelegramError

revoked = False

class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        me = {"id": 4242, "is_bot": True, "first_name": "Sample", "username": "sample_bot"}
        said = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        body = json.dumps(said if revoked else {"ok": True, "result": me}).encode()
        self.send_response(401 if revoked else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): ...

async def main():
    global revoked
    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bot = Bot("4242:sample", base_url=f"http://127.0.0.1:{server.server_port}/bot")
    await bot.initialize()
    revoked = True
    seen = {}
    for name, call in (("get_me", bot.get_me), ("do_api_request", lambda: bot.do_api_request("getUpdates"))):
        try:
            await call()
        except TelegramError as error:
            seen[name] = (type(error).__name__, str(error), type(error.__cause__).__name__, str(error.__cause__))
            print(name, *seen[name], sep=" | ")
    print("python-telegram-bot", __version__)
    assert seen["get_me"][0] == "InvalidToken"
    assert seen["do_api_request"][:3] == ("EndPointNotFound", "Endpoint 'getUpdates' not found in Bot API", "InvalidToken")
    assert not issubclass(EndPointNotFound, InvalidToken)

asyncio.run(main())
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
