#!/usr/bin/env bash
# A calendar has two exams, at 9 in Chicago and at 9 in Shanghai, with zones of zoneinfo.
#
# A good guess: each time is written with the name of its zone, America/Chicago and Asia/Shanghai.
# What happens: vobject names a zone by its abbreviation, which is "CST" for both. It writes the second zone under
#   the name of the first. When the file is read, both exams are at 9 in Chicago, so the one in Shanghai is 14
#   hours off.
# Version: vobject 0.9.9.
# Who is hurt: anyone who writes reminders for centers in several countries to one .ics file: there is no error,
#   and the file is valid.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'vobject==0.9.9' 'tzdata==2026.1'
cat >"$folder/seen.py" <<'PY'
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from zoneinfo import ZoneInfo

import vobject

print("vobject", version("vobject"))
written = vobject.iCalendar()
meant = {}
for place in ("America/Chicago", "Asia/Shanghai"):
    exam = written.add("vevent")
    meant[place] = datetime(2026, 12, 1, 9, tzinfo=ZoneInfo(place))
    exam.add("summary").value = place
    exam.add("dtstart").value = meant[place]
text = written.serialize()
print(*(line for line in text.splitlines() if line.startswith(("TZID", "DTSTART;TZID", "BEGIN:VTIMEZONE"))), sep="\n")
off = {}
for exam in vobject.readOne(text).vevent_list:
    place = exam.summary.value
    off[place] = exam.dtstart.value.astimezone(timezone.utc) - meant[place].astimezone(timezone.utc)
print(off)
assert text.count("BEGIN:VTIMEZONE") == 1 and text.count("DTSTART;TZID=CST") == 2
assert off == {"America/Chicago": timedelta(), "Asia/Shanghai": timedelta(hours=14)}
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
