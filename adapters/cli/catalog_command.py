"""The command catalog: list the credentials that can be earned.

It starts fast, because it imports no database code.
"""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adapters.cli.exit_codes import DONE, NO, CannotDo
from adapters.cli.output import show_json
from adapters.settings_loading import load_settings
from core.catalog.loading import load_catalog
from core.catalog.model import Catalog, Credential
from core.catalog.search import CatalogIndex

_MOST_MATCHES = 12
_WHOLE = 100.0
"""The match score that every credential gets when the user gives no search text."""


def catalog(arguments: Namespace) -> int:
    query = " ".join(arguments.query).strip()
    if arguments.query[:1] == ["check"]:
        return _check(arguments.query[1:])
    loaded = load_catalog(load_settings().catalog)
    if query:
        matches = CatalogIndex(loaded).search(query, limit=_MOST_MATCHES)
        found = [(match.credential, match.score) for match in matches]
    else:
        found = [(credential, _WHOLE) for credential in loaded.credentials]
    if arguments.json:
        show_json({"matches": [_match_document(*each) for each in found]})
    elif found:
        _print_credentials([credential for credential, _ in found], loaded, grouped=not query)
    else:
        print(f"No credential matches '{query}'. 'edgefinder catalog' lists all of them.")
    return DONE if found else NO


def _check(words: list[str]) -> int:
    from core.catalog.differences import differences

    if len(words) != 1:
        raise CannotDo("name one catalog file: edgefinder catalog check FILE")
    theirs = load_catalog(Path(words[0]).expanduser())
    found = differences(load_catalog(None), theirs)
    for difference in found:
        print(difference)
    print(
        f"{words[0]} is a valid catalog of {len(theirs.credentials)} credentials; "
        + (
            f"{len(found)} differences from the one shipped with Edgefinder."
            if found
            else "it is the same as the one shipped with Edgefinder."
        )
    )
    return DONE


def _match_document(credential: Credential, score: float) -> dict[str, Any]:
    return {
        "code": credential.code,
        "title": credential.title,
        "area": credential.area,
        "level": credential.level.value,
        "evidence": credential.evidence.value,
        "score": round(score, 1),
        "exams": [
            {
                "code": exam.code,
                "kind": exam.kind.value,
                "form": exam.form.value if exam.form else None,
            }
            for exam in credential.exams
        ],
    }


def _print_credentials(found: Sequence[Credential], whole: Catalog, *, grouped: bool) -> None:
    width = max(len(credential.code) for credential in whole.credentials)
    area = ""
    for credential in found:
        if grouped and credential.area != area:
            area = credential.area
            print(f"\n{area}" if credential is not found[0] else area)
        place = f"Level {credential.level}" if grouped else f"{credential.area}, {credential.level}"
        caution = ", not confirmed" if credential.evidence.caution else ""
        former = "; ".join(credential.former_titles)
        formerly = f", formerly {former}" if former else ""
        print(f"  {credential.code:<{width}}  {credential.title} ({place}{formerly}{caution})")
