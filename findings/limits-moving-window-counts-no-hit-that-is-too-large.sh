#!/usr/bin/env bash
# One message has ten wrong guesses, and five an hour are allowed. They are counted as one hit with a cost of ten.
#
# A good guess: with every strategy, the limiter refuses the hit, and the allowance is used up.
# What happens: the fixed window counts all ten. The moving window refuses the hit and counts nothing: the next
#   guess is allowed, no matter how often the ten were tried.
# Version: limits 5.8.0.
# Who is hurt: anyone who changes the strategy, or checks many guesses at a time.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'limits==5.8.0'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

print("limits", version("limits"))
five = parse("5 per hour")
seen = {}
for strategy in (FixedWindowRateLimiter, MovingWindowRateLimiter):
    limiter = strategy(MemoryStorage())
    together = limiter.hit(five, "chat", cost=10)
    one_more = limiter.hit(five, "chat")
    seen[strategy.__name__] = (together, one_more)
    print(strategy.__name__, "ten at once:", together, "then one:", one_more)
assert seen == {
    "FixedWindowRateLimiter": (False, False),
    "MovingWindowRateLimiter": (False, True),
}
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
