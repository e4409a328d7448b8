#!/usr/bin/env bash
# Exams are on the second Tuesday of every month, "FREQ=MONTHLY;BYDAY=2TU" in iCalendar. rrule-humanize puts rules into
# words.
#
# A good guess: "Every month, on the 2nd Tuesday", or an error. The README says that all parts of a rule are
#   supported, and names BYDAY.
# What happens: "Every month". A weekday with a number is left out without a word, and so is a day that is counted
#   from the end of the month. If exams are on the first Monday and every Tuesday (1MO,TU), only the Tuesdays are
#   named. "Tuesday" alone, or with BYSETPOS=2, which means the same day, is said.
# Version: rrule-humanize 0.1.0, python-dateutil 2.9.0.post0, which reads the rule and knows the right days. No issue
#   found.
# Who is hurt: anyone who tells people in words when something takes place: the sentence is a good one, and the day is
#   missing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  'rrule-humanize==0.1.0' 'python-dateutil==2.9.0.post0' 'six==1.17.0' 2>/dev/null
cat >"$folder/seen.py" <<'PY'
from datetime import datetime
from importlib.metadata import version

from dateutil.rrule import rrulestr
from rrule_humanize import humanize

for name in ("rrule-humanize", "python-dateutil"):
    print(name, version(name))
for rule, expected in (
    ("FREQ=MONTHLY;BYDAY=TU", "Every month, on Tuesday"),
    ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "Every month, on Tuesday, on the 2nd occurrence"),
    ("FREQ=MONTHLY;BYDAY=2TU", "Every month"),
    ("FREQ=MONTHLY;BYDAY=1MO,TU", "Every month, on Tuesday"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", "Every month"),
    ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "Every year, in November"),
):
    seen = humanize(rule)
    print(rule, "->", seen)
    assert seen == expected, seen
days = list(rrulestr("FREQ=MONTHLY;BYDAY=2TU;COUNT=2", dtstart=datetime(2026, 5, 1)))
assert days == [datetime(2026, 5, 12), datetime(2026, 6, 9)], days
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
