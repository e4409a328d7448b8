#!/usr/bin/env bash
# An Open Badge is baked into a PNG and into an SVG with openbadges-bakery, and extracted ("unbaked") from both.
#
# A good guess: unbake returns what was baked, from either picture.
# What happens: the PNG gives the credential. The SVG gives only its id if the id is a web address: bake writes
#   the id into the attribute "verify", and unbake prefers that attribute. With an id such as urn:uuid:..., the
#   SVG gives the credential too.
# Version: openbadges-bakery 2.0.0.
# Who is hurt: anyone who checks a signed badge in a file: the signature is in the SVG but is not returned, so a
#   checker without a network has nothing to check.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'openbadges-bakery==2.0.0' 'setuptools==80.9.0'
cat >"$folder/seen.py" <<'PY'
import io
import json
from importlib.metadata import version

import openbadges_bakery
import png

print("openbadges-bakery", version("openbadges-bakery"))


def pictures():
    square = io.BytesIO()
    png.Writer(2, 2, greyscale=True).write(square, [[0, 255], [255, 0]])
    square.seek(0)
    circle = b'<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><circle r="1"/></svg>'
    return {"PNG": square, "SVG": io.BytesIO(circle)}


def unbaked(picture, badge):
    baked = io.BytesIO()
    openbadges_bakery.bake(picture, badge, baked)
    baked.seek(0)
    return openbadges_bakery.unbake(baked)


for name in ("https://badges.example.org/c/7", "urn:uuid:5b1c2f0e-0000-4000-8000-000000000007"):
    badge = json.dumps(
        {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "id": name,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": "did:web:badges.example.org",
            "credentialSubject": {"type": ["AchievementSubject"]},
        }
    )
    for kind, picture in pictures().items():
        given = unbaked(picture, badge)
        print(name[:8], kind, "gives", "the credential" if given == badge else given)
        expected = name if kind == "SVG" and name.startswith("https") else badge
        assert given == expected
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
