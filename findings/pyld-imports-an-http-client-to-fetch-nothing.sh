#!/usr/bin/env bash
# A program canonicalizes JSON-LD with its own document loader and fetches nothing.
#
# A good guess: PyLD's own loaders, which use requests and aiohttp, are optional and imported only when used.
# What happens: importing pyld.jsonld immediately imports requests, or aiohttp if requests is not installed,
#   together with everything that these need. If neither is installed, PyLD still works.
# Version: PyLD 3.3.0, with requests and aiohttp installed.
# Who is hurt: command-line tools and small processes, which wait for the import of an HTTP client.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    'pyld==3.3.0' 'requests==2.32.5' 'aiohttp==3.14.1'
cat >"$folder/seen.py" <<'PY'
import subprocess
import sys
from importlib.metadata import version

print("PyLD", version("pyld"))
USE = """
import sys
{before}
from pyld import jsonld
said = jsonld.expand({{"@context": {{"name": "https://schema.org/name"}}, "name": "Ana"}})
print(said, *[name for name in ("requests", "aiohttp") if sys.modules.get(name)])
"""
for before, clients in (
    ("", "requests"),
    ("sys.modules['requests'] = None", "aiohttp"),
    ("sys.modules['requests'] = sys.modules['aiohttp'] = None", ""),
):
    told = subprocess.run(
        [sys.executable, "-c", USE.format(before=before)], capture_output=True, text=True, check=True
    ).stdout.strip()
    print(told)
    assert told == f"[{{'https://schema.org/name': [{{'@value': 'Ana'}}]}}] {clients}".strip()
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
