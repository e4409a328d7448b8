#!/usr/bin/env bash
# A bot marks a command of its menu with a field that is newer than the library (is_ephemeral of Bot API 10.2),
# through api_kwargs. Before that, it asks getMyCommands whether the menu is already set.
#
# A good guess: the BotCommand with the mark and the one without it are unequal, because they are sent
#   differently.
# What happens: they are equal and have the same hash, so a set keeps only one of them. `menu == current` says
#   that there is nothing to set, and the mark never reaches Telegram. Only to_dict() shows the mark.
# Version: python-telegram-bot 22.8.
# Who is hurt: anyone who sets menus, rights or buttons only when they differ, and uses newer fields.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'python-telegram-bot==22.8'
cat >"$folder/seen.py" <<'PY'
from telegram import BotCommand, __version__

print("python-telegram-bot", __version__)
wanted = [BotCommand("status", "Which exams remain", api_kwargs={"is_ephemeral": True})]
answer = [{"command": "status", "description": "Which exams remain"}]  # of getMyCommands
current = list(BotCommand.de_list(answer, None))
print("equal:", wanted == current, "| in one set:", len({*wanted, *current}))
print("sent:", wanted[0].to_dict(), "| current:", current[0].to_dict())
assert wanted == current and len({*wanted, *current}) == 1
assert wanted[0].to_dict() == answer[0] | {"is_ephemeral": True} and current[0].to_dict() == answer[0]
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
