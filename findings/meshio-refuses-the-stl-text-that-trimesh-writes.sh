#!/usr/bin/env bash
# A part is written as STL text by trimesh (stl_ascii) and read by meshio.
#
# A good guess: meshio reads it. Both libraries know the format, meshio reads the binary STL of the same part, and
#   trimesh reads its own text.
# What happens: ValueError "cannot reshape array of size 144 into shape (0)". meshio takes the number of columns
#   from the last line that is not a keyword. trimesh leaves an empty line before "endsolid", which has no
#   columns. An empty line at the end of the file has the same effect. White space means nothing in STL; without
#   the empty line, meshio reads the text.
# Versions: meshio 5.3.5, trimesh 5.2.0. meshio's issues 641 and 745 (numbers, fixed) are related.
# Who is hurt: anyone who passes parts from one library to the other as text: people are told that their good file
#   is broken, and the error names neither the file nor the line.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile --disable-pip-version-check 'meshio==5.3.5' 'trimesh==5.2.0'
cat >"$folder/seen.py" <<'PY'
import sys
from importlib.metadata import version
from pathlib import Path

import meshio
import trimesh

for package in ("meshio", "trimesh"):
    print(package, version(package))
file = Path(sys.argv[1]) / "part.stl"
part = trimesh.creation.box((1, 2, 3))
part.export(file)
assert len(meshio.read(file).cells[0].data) == 12
part.export(file, file_type="stl_ascii")
assert len(trimesh.load(file).faces) == 12
text = file.read_text()
assert text.endswith("endfacet\n\nendsolid\n")


def read(written):
    file.write_text(written)
    try:
        return len(meshio.read(file).cells[0].data)
    except ValueError as error:
        return str(error)


packed = text.replace("\n\n", "\n")
for name, written in (("as written", text), ("no empty line", packed), ("one at the end", packed + "\n")):
    print(name, "->", read(written))
assert read(packed) == 12
assert read(text) == read(packed + "\n") == "cannot reshape array of size 144 into shape (0)"
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" "$folder" || { echo "it behaves otherwise now"; exit 1; }
