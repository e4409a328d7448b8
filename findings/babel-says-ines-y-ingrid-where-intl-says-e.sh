#!/usr/bin/env bash
# A program lists names and numbers for Spanish readers: the students Inés and Ingrid, seven or eight exams.
#
# A good guess: "Inés e Ingrid" and "siete u ocho". Before the sound of i, Spanish writes "e" for "and"; before
#   that of o it writes "u" for "or". The lists of CLDR look complete, so a library that has them should say so.
# What happens: Babel says "Inés y Ingrid" and "siete o ocho", which is an error that schools mark, in es,
#   es_MX and es_US, whatever the names are. The patterns of CLDR have "y" and "o" only; ICU has the other two
#   words in its code, so every browser and Node say "Inés e Ingrid", "siete u ocho" and "7 u 8" with the same
#   data.
# Version: Babel 2.19.0 (babel.lists.format_list). Node 20's Intl.ListFormat (ICU 78) says "e" and "u".
# Who is hurt: a page that is made on the server by Babel and in the browser by Intl says the same list in two
#   ways, and the server's way is wrong.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check 'babel==2.19.0'
cat >"$folder/seen.py" <<'PY'
import babel
from babel.lists import format_list

print("Babel", babel.__version__)
for locale in ("es", "es_MX", "es_US"):
    for style, values, said in (
        ("standard", ["Inés", "Ingrid"], "Inés y Ingrid"),
        ("standard", ["Ana", "Luis", "Hiroshi"], "Ana, Luis y Hiroshi"),
        ("or", ["siete", "ocho"], "siete o ocho"),
        ("or", ["7", "8"], "7 o 8"),
    ):
        found = format_list(values, style=style, locale=locale)
        print(locale, found)
        assert found == said
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
command -v node >/dev/null || { echo "Node is not here, so only Babel was tried"; exit 0; }
cat >"$folder/seen.js" <<'JS'
const assert = require("node:assert");
const say = (type, values) => new Intl.ListFormat("es", { type }).format(values);
console.log("ICU", process.versions.icu, say("conjunction", ["Inés", "Ingrid"]), "|", say("disjunction", ["7", "8"]));
assert.equal(say("conjunction", ["Inés", "Ingrid"]), "Inés e Ingrid");
assert.equal(say("conjunction", ["Ana", "Luis", "Hiroshi"]), "Ana, Luis e Hiroshi");
assert.equal(say("disjunction", ["siete", "ocho"]), "siete u ocho");
assert.equal(say("disjunction", ["7", "8"]), "7 u 8");
JS
node "$folder/seen.js" || { echo "it behaves otherwise now"; exit 1; }
