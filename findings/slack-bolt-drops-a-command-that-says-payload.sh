#!/usr/bin/env bash
# slack-bolt drops a slash command whose text has the word "payload": it never calls the listener.
#
# A good guess: a form with `command=/say&text=...` is a slash command, no matter what a person types after it.
#   Only a form with a field called `payload` contains JSON.
# What happens: Bolt looks for the letters "payload" anywhere in the body. If they are in the text, but no field
#   has that name, Bolt reads the body as {} and answers 404 ("unhandled request"), and Slack tells the person
#   that the app did not respond. Without that word, the same command works.
# Versions: slack-bolt 1.30.0, slack_sdk 3.48.0.
# Who is hurt: people who ask about the payload of a robot, a truck or a request, in any Bolt app for Python that
#   gets its commands over HTTP. Socket Mode sends JSON and is not affected.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  slack-bolt==1.30.0 slack_sdk==3.48.0 2>/dev/null
cat >"$folder/seen.py" <<'PY'
import logging
from urllib.parse import urlencode
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

logging.disable(logging.WARNING)
app = App(signing_secret="example", request_verification_enabled=False, process_before_response=True,
          authorize=lambda enterprise_id, team_id, **_: AuthorizeResult(
              enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-example"))
heard = []

@app.command("/say")
def say(ack, command):
    heard.append(command["text"])
    ack()

def status_of(text):
    fields = {"command": "/say", "text": text, "team_id": "T1", "user_id": "U1", "channel_id": "C1",
              "response_url": "https://hooks.example.org/1", "trigger_id": "1.2"}
    return app.dispatch(BoltRequest(body=urlencode(fields), headers={
        "content-type": ["application/x-www-form-urlencoded"]})).status

told = {text: status_of(text) for text in ("the pay load of the robot", "the payload of the robot")}
for text, status in told.items():
    print(f"{text!r}: {status}, {'heard' if text in heard else 'not heard'}")
assert told == {"the pay load of the robot": 200, "the payload of the robot": 404}, told
assert heard == ["the pay load of the robot"], heard
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
