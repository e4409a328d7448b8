#!/usr/bin/env bash
# A person sends a file to a bot. Telegram's getFile gives it a path of the usual form, "documents/file_7.csv".
#
# A good guess: with local_mode=False, the default, python-telegram-bot downloads the file from the server.
# What happens: get_file() checks whether this path is a file in the program's working folder. If it is, the
#   library makes no URL, and download_as_bytearray() and download_to_drive() send no request. The bot reads a
#   file from its own disk as if the person had just sent it.
# Version: python-telegram-bot 22.8 (telegram/_bot.py, get_file; telegram/_utils/files.py, is_local_file;
#   telegram/_files/file.py).
# Who is hurt: bots that archive files under Telegram's path in their working folder, where another bot may have
#   its archive too: a class gets the roster of another class, without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'python-telegram-bot==22.8'
mkdir -p "$folder/bot/documents" "$folder/elsewhere"
echo "yesterday's roster" >"$folder/bot/documents/file_7.csv"
cat >"$folder/seen.py" <<'PY'
import asyncio, json, os, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from telegram import Bot, __version__

asked = []

class Server(BaseHTTPRequestHandler):
    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        file = {"file_id": "F", "file_unique_id": "U", "file_size": 15, "file_path": "documents/file_7.csv"}
        self.answer(json.dumps({"ok": True, "result": file}).encode())
    def do_GET(self):
        asked.append(self.path)
        self.answer(b"today's roster\n")
    def log_message(self, *_): ...

async def main():
    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    bot = Bot("4242:sample", base_url=f"{base}/bot", base_file_url=f"{base}/file/bot")
    seen = {}
    for place in ("elsewhere", "bot"):
        os.chdir(f"{sys.argv[1]}/{place}")
        asked.clear()
        content = bytes(await (await bot.get_file("F")).download_as_bytearray()).decode().strip()
        seen[place] = content, len(asked)
        print(f"run in {place}/: {content!r}, downloads from the server: {len(asked)}")
    print("python-telegram-bot", __version__)
    assert seen == {"elsewhere": ("today's roster", 1), "bot": ("yesterday's roster", 0)}

asyncio.run(main())
PY
"$folder/venv/bin/python" "$folder/seen.py" "$folder" || { echo "it behaves otherwise now"; exit 1; }
