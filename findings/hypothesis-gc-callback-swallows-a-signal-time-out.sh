#!/usr/bin/env bash
# A time-out is implemented with a signal (SIGALRM, SIGVTALRM), whose handler raises TimeoutError in the main
# thread.
#
# A good guess: wherever the program is, the exception ends the code that takes too long.
# What happens: Hypothesis measures garbage collections with a Python function in gc.callbacks, which stays there
#   after the last property test of the process. If the signal arrives while that function runs, CPython reports
#   the exception as unraisable and drops it. The code that should have been stopped runs on without end, and
#   under pytest an unrelated "Exception ignored in gc_callback" fails the test. Without Hypothesis in the
#   process, the same signal stops the code.
# Version: hypothesis 6.170.15 (gc_cumulative_time in hypothesis/internal/conjecture/junkdrawer.py), CPython.
# Who is hurt: anyone who limits work with setitimer or similar time-outs, and tests that in one process with
#   property tests: it fails once in hundreds of runs. A repeating alarm works, because a later one gets through.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'hypothesis==6.170.15'
cat >"$folder/seen.py" <<'PY'
import gc
import signal
import sys
from importlib.metadata import version

print("hypothesis", version("hypothesis"), "Python", sys.version.split()[0])
before = len(gc.callbacks)
from hypothesis import given, settings, strategies as st

@settings(database=None)
@given(st.integers())
def law(_):
    pass

law()
added = gc.callbacks[before:]
print("in gc.callbacks after a property test:", [each.__qualname__ for each in added])
assert any("gc_callback" in each.__qualname__ for each in added)

def give_up(*_):
    raise TimeoutError("too long")

signal.signal(signal.SIGUSR1, give_up)
dropped = []
sys.unraisablehook = lambda lost: dropped.append(lost.exc_type)

def arriving(frame, event, _):
    """The signal arrives just when the callback is entered, as it may at any time."""
    if event == "call" and "gc_callback" in frame.f_code.co_qualname and not dropped:
        sys.setprofile(None)
        signal.raise_signal(signal.SIGUSR1)

def work():
    sys.setprofile(arriving)
    gc.collect()
    sys.setprofile(None)
    return "went on"

told = work()
print("with the callback:", told, "- dropped:", [each.__name__ for each in dropped])
assert told == "went on" and dropped == [TimeoutError]

del gc.callbacks[before:]
try:
    signal.raise_signal(signal.SIGUSR1)
    told = "went on"
except TimeoutError:
    told = "was stopped"
print("without it:", told)
assert told == "was stopped"
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
