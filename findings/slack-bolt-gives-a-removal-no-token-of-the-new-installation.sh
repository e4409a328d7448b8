#!/usr/bin/env bash
# slack-bolt gives a listener of app_uninstalled no token, even if the workspace has installed the app again.
#
# A good guess: this event is authorized like any other. A listener can then ask Slack with context.client
#   (auth.test) whether the removal is out of date, because Slack may repeat an event after the workspace has
#   installed the app again.
# What happens: for app_uninstalled and tokens_revoked, Bolt does not call `authorize`. Nothing is refused: the
#   listener runs with context.bot_token None and a client without a token, whose calls get not_authed. Code that
#   takes this error for "the app is gone" deletes the new installation.
# Versions: slack-bolt 1.30.0, slack_sdk 3.48.0.
# Who is hurt: apps for many workspaces that delete what they store when the app is removed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  slack-bolt==1.30.0 slack_sdk==3.48.0 2>/dev/null
cat >"$folder/seen.py" <<'PY'
import json
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

asked = []

def authorize(enterprise_id, team_id, **_):
    asked.append(team_id)
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-new")

app = App(signing_secret="example", request_verification_enabled=False, authorize=authorize,
          process_before_response=True)
seen = {}
for kind in ("app_uninstalled", "tokens_revoked", "team_rename"):
    def listen(context, client, event):
        seen[event["type"]] = (context.bot_token, client.token)
    app.event(kind)(listen)
for kind in ("app_uninstalled", "tokens_revoked", "team_rename"):
    event = {"type": kind, "tokens": {"bot": ["U1"]}}
    body = {"type": "event_callback", "team_id": "T1", "event_id": kind, "event": event}
    answer = app.dispatch(BoltRequest(body=json.dumps(body),
                                      headers={"content-type": ["application/json"]}))
    assert answer.status == 200, answer.status
print("authorize was asked", len(asked), "time(s)")
for kind, (token, of_client) in seen.items():
    print(f"{kind}: context.bot_token {token!r}, client.token {of_client!r}")
assert len(asked) == 1
assert seen["app_uninstalled"] == seen["tokens_revoked"] == (None, None)
assert seen["team_rename"] == ("xoxb-new", "xoxb-new")
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
