#!/usr/bin/env bash
# A bot's Markdown shows a line of a G-code macro as code: `#103=[#101*#102*2]`. It is converted for Slack.
#
# A good guess: text between backticks is not changed, because that is what backticks are for. The same goes for
#   the line in a block of three backticks.
# What happens: only the block is unchanged. Between single backticks, the first two asterisks are taken for
#   italics: `#103=[#101_#102_2]`. In the same way, `__init__` becomes `*init*`.
# Version: markdown-to-mrkdwn 0.3.3.
# Who is hurt: anyone who sends formulas, commands or file names as code: people copy a wrong line, although the
#   backticks promise that it is exact.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'markdown-to-mrkdwn==0.3.3'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

from markdown_to_mrkdwn import SlackMarkdownConverter

print("markdown-to-mrkdwn", version("markdown-to-mrkdwn"))
line = "#103=[#101*#102*2]"
for sent, expected in (
    (f"Type `{line}` first.", "Type `#103=[#101_#102_2]` first."),
    ("See `__init__` there.", "See `*init*` there."),
    (f"```\n{line}\n```", f"```\n{line}\n```"),
):
    converted = SlackMarkdownConverter().convert(sent)
    print(repr(sent), "->", repr(converted))
    assert converted == expected
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
