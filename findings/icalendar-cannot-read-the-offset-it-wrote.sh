#!/usr/bin/env bash
# An event begins at 2026-05-01T09:00:00-05:00, read with datetime.fromisoformat.
#
# A good guess: icalendar writes the time in UTC (140000Z), or names a time zone and also describes it in the
#   file.
# What happens: it writes DTSTART;TZID="UTC-05:00":20260501T090000, and add_missing_timezones() adds no VTIMEZONE
#   for that name. When icalendar itself reads this, the time has no zone at all: "09:00 wherever you are". There
#   is no warning. With astimezone(timezone.utc) before adding, the time stays right.
# Version: icalendar 7.3.2.
# Who is hurt: anyone who makes calendar entries (exam times) from ISO times with an offset: a reader in another
#   zone sees the wrong hour.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'icalendar==7.3.2'
cat >"$folder/seen.py" <<'PY'
from datetime import datetime, timezone
from importlib.metadata import version
from icalendar import Calendar, Event

def written_and_read(begins):
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Example//Exams//EN")
    calendar.add("version", "2.0")
    event.add("uid", "exam-1@example.org")
    event.add("dtstamp", datetime(2026, 1, 1, tzinfo=timezone.utc))
    event.add("dtstart", begins)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    text = calendar.to_ical().decode()
    line = next(line for line in text.splitlines() if line.startswith("DTSTART"))
    read = Calendar.from_ical(text).events[0].decoded("dtstart")
    print(f"{begins.isoformat()} | {line} | zones described: {text.count('BEGIN:VTIMEZONE')} | read: {read!r}")
    return line, "VTIMEZONE" in text, read

print("icalendar", version("icalendar"))
begins = datetime.fromisoformat("2026-05-01T09:00:00-05:00")
line, described, read = written_and_read(begins)
assert line == 'DTSTART;TZID="UTC-05:00":20260501T090000' and not described
assert read == datetime(2026, 5, 1, 9) and read.tzinfo is None
assert written_and_read(begins.astimezone(timezone.utc))[2] == begins
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
