#!/usr/bin/env bash
# The date of a credential is canonicalized (RDFC-1.0) for its signature, once with PyLD and once with rdflib and
# rdfcanon.
#
# A good guess: the canonical form is the same, because canonicalization only renames blank nodes and sorts.
# What happens: rdflib rewrites typed values as it reads them: 2026-05-01T09:00:00Z becomes
#   2026-05-01T09:00:00+00:00, and PT90M becomes PT1H30M. rdfcanon canonicalizes the rewritten values. So the hash
#   differs, and a signature made by any other library is reported as invalid. A date without a time is not
#   rewritten.
# Versions: rdfcanon 0.1.0, rdflib 7.5.0, PyLD 3.3.0.
# Who is hurt: anyone who signs or checks credentials with rdflib and rdfcanon: issuers' dates usually end in Z.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  'rdfcanon==0.1.0' 'rdflib==7.5.0' 'pyld==3.3.0' 'requests==2.32.5' 'aiohttp==3.13.2'
cat >"$folder/seen.py" <<'PY'
import json
from importlib.metadata import version

from pyld import jsonld
from rdfcanon import RDFCanon, RDFCanonTimeTicker
from rdflib import Dataset

print(*(f"{name} {version(name)}" for name in ("rdfcanon", "rdflib", "pyld")))
XSD = "http://www.w3.org/2001/XMLSchema#"
for value, kind, rewritten in (
    ("2026-05-01T09:00:00Z", "dateTime", "2026-05-01T09:00:00+00:00"),
    ("PT90M", "duration", "PT1H30M"),
    ("2026-05-01", "date", "2026-05-01"),
):
    document = {"https://example.org/terms#is": {"@value": value, "@type": XSD + kind}}
    peer = jsonld.normalize(document, {"algorithm": "URDNA2015", "format": "application/n-quads"})
    dataset = Dataset()
    dataset.parse(data=json.dumps(document), format="json-ld")
    theirs = RDFCanon("sha256", dataset, RDFCanonTimeTicker(30_000)).canonize()
    print("PyLD:    ", peer.strip().split(" ", 2)[2])
    print("rdfcanon:", theirs.strip().split(" ", 2)[2])
    assert f'"{value}"' in peer
    assert f'"{rewritten}"' in theirs
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "they behave otherwise now"; exit 1; }
