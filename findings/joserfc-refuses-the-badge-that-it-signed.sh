#!/usr/bin/env bash
# An issuer signs an Open Badge 3.0 as a JWT. The header has to identify the key, by "kid" or by the key itself
# ("jwk").
#
# A good guess: what joserfc signs with a key, joserfc accepts with that key. This is true for a P-256 or Ed25519
#   key.
# What happens: with RSA (RS256 and 2048 bits, the fewest that RS256 allows), the header has 543 characters, and
#   decode() raises ExceededSizeError "Header size exceeds 512 bytes". encode() has no such limit. The size of the
#   badge does not matter, because the payload may have 128,000 characters. PyJWT reads the badge, and so does
#   joserfc with a registry that has a higher max_header_length.
# Versions: joserfc 1.8.0, PyJWT 2.15.1. joserfc's payload limit was raised in 2026 (pull request 93); no issue
#   about the header.
# Who is hurt: anyone who tests with a P-256 key or with "kid", and then meets an issuer who includes the RSA key:
#   a good badge is refused, and the error names a size, not the signature.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check 'joserfc==1.8.0' 'PyJWT==2.15.1' \
  'cryptography==50.0.2'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

import jwt as pyjwt
from joserfc import jwt
from joserfc.errors import ExceededSizeError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

print("joserfc", version("joserfc"), "PyJWT", version("PyJWT"))
badge = {"iss": "https://example.org/issuer", "jti": "urn:example:1", "type": ["OpenBadgeCredential"]}


def signed(algorithm, key):
    return jwt.encode({"alg": algorithm, "typ": "JWT", "jwk": key.as_dict(private=False)}, badge, key)


elliptic, rsa = ECKey.generate_key("P-256"), RSAKey.generate_key(2048)
assert jwt.decode(signed("ES256", elliptic), elliptic).claims == badge
token = signed("RS256", rsa)
assert pyjwt.decode(token, rsa.as_pem(private=False), algorithms=["RS256"]) == badge
wider = JWSRegistry(algorithms=["RS256"])
wider.max_header_length = 1024
assert jwt.decode(token, rsa, registry=wider).claims == badge
try:
    jwt.decode(token, rsa)
except ExceededSizeError as error:
    print("RSA:", len(token.split(".")[0]), "letters of header,", error)
    assert "512" in str(error)
else:
    raise SystemExit("it accepts it now")
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
