#!/usr/bin/env bash
# A bot sends a list of steps in Markdown, with an asterisk as the bullet: "* Drill", "* Tap", "* Deburr".
# telegram-markdown-converter converts it for Telegram (MarkdownV2).
#
# A good guess: the bullets stay as escaped asterisks, as "- Drill" stays with an escaped hyphen: the README does not
#   name lists. An asterisk followed by a space never begins italics in Markdown.
# What happens: every two bullets become one pair of italic marks, across the lines. By Telegram's rules, Drill is in
#   italics and Tap is plain, both without bullets; only a third step keeps its own. A size "2 * 3 * 4 in" becomes
#   "2 _ 3 _ 4 in": 2, 3 and 4 without any sign between them.
# Version: telegram-markdown-converter 1.0.6. No issue found for it.
# Who is hurt: anyone who sends lists or sizes through a bot: the message is valid, so no error tells of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'telegram-markdown-converter==1.0.6' 2>/dev/null
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

from telegram_markdown_converter import convert_markdown

print("telegram-markdown-converter", version("telegram-markdown-converter"))
for markdown, expected in (
    ("- Drill\n- Tap\n- Deburr", "\\- Drill\n\\- Tap\n\\- Deburr"),
    ("* Drill", "\\* Drill"),
    ("* Drill\n* Tap", "_ Drill\n_ Tap"),
    ("* Drill\n* Tap\n* Deburr", "_ Drill\n_ Tap\n\\* Deburr"),
    ("Stock 2 * 3 in", "Stock 2 \\* 3 in"),
    ("Stock 2 * 3 * 4 in", "Stock 2 _ 3 _ 4 in"),
):
    seen = convert_markdown(markdown)
    print(repr(markdown), "->", repr(seen))
    assert seen == expected, seen
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
