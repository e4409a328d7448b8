"""catalog and credential: which credentials there are, and what they require."""

from bot.access import Access, Audience
from bot.command import Answer, Argument, Call, command
from bot.paging import asked_page, page_of
from bot.reply import CALL_BYTES, Button
from bot.whose_record import Shows
from core.catalog.model import Catalog, Credential, Level
from core.catalog.search import Found, Unsure
from core.catalog.translated_names import area_name
from core.language.message import Message, _
from core.people.model import Role

_PAGE = 10
"""Credentials per page."""
_MOST_FOUND = 40
_MOST_OFFERED = 12
_SHOWN_NAME = 48
"""The maximum length of a name on a button. Platforms cut longer names."""
_HALF_A_PHONE = 18


@command(
    argument=Argument("QUERY", credential=True),
    reads=True,
    access=Access(Audience.EVERYONE, Shows.NOBODY),
)
async def catalog(call: Call) -> Answer:
    """Browse or search the NIMS credentials"""
    catalog = call.edgefinder.catalog
    query, number = asked_page(call.argument)
    if not query:
        areas = [(area, catalog.in_area(area)) for area in catalog.areas]
        return Answer("catalog", {"areas": areas, "catalog": catalog}, _area_buttons(catalog))
    area = next((a for a in catalog.areas if a.casefold() == query.casefold()), None)
    if area and len(catalog.levels_of(area)) > 1:
        levels = [(level, catalog.in_area(area, level)) for level in catalog.levels_of(area)]
        data = {"area": area, "levels": levels, "count": len(catalog.in_area(area))}
        by_level = tuple(_level_button(area, level) for level, _ in levels)
        return Answer("catalog_area", data, (by_level, (_ALL_AREAS,)))
    if area:
        found = catalog.in_area(area)
    elif codes := [each for each in map(catalog.credential, query.split("|")) if each]:
        found = tuple(codes)
    else:
        matches = call.edgefinder.index.search(query, limit=_MOST_FOUND)
        found = tuple(match.credential for match in matches)
    return _list(call, query, found, number)


def _list(call: Call, query: str, found: tuple[Credential, ...], number: int) -> Answer:
    """Return a page of credentials, with buttons to other pages and to a larger list."""
    page = page_of(found, number, _PAGE, f"catalog {query}")
    areas = {each.area for each in found}
    wider = [area_button(area) for area in areas if _is_part(call.edgefinder.catalog, area, found)]
    data = {"query": "" if "|" in query else query, "found": found, "page": page}
    back = (*wider[:1], _ALL_AREAS)
    return Answer("catalog_matches", data, (*_rows(page.items), page.buttons, back))


def _is_part(catalog: Catalog, area: str, found: tuple[Credential, ...]) -> bool:
    """Whether all found credentials are in this area, and the area has more."""
    whole = catalog.in_area(area)
    return len(found) < len(whole) and set(found) <= set(whole)


@command(
    argument=Argument("NAME", required=True, credential=True),
    asks=True,
    reads=True,
    access=Access(Audience.EVERYONE, Shows.NOBODY),
)
async def credential(call: Call) -> Answer:
    """What a credential shows, and the exams it needs"""
    meant = call.edgefinder.index.resolve(call.argument)
    if isinstance(meant, Found):
        return credential_page(call, meant.credential)
    if isinstance(meant, Unsure):
        return which_one(call.argument, meant, "credential")
    return Answer("no_credential", {"query": call.argument}, ((Button(_("Catalog"), "catalog"),),))


_ALL_AREAS = Button(_("All areas"), "catalog")


def credential_page(call: Call, credential: Credential) -> Answer:
    catalog = call.edgefinder.catalog
    buttons: list[Button] = []
    if call.asker.has(Role.CANDIDATE):
        buttons.append(Button(_("Where I stand"), f"status {credential.code}", private=True))
    buttons.append(_back_button(catalog, credential))
    return credential_answer(catalog, credential, (tuple(buttons),))


def credential_answer(
    catalog: Catalog, credential: Credential, buttons: tuple[tuple[Button, ...], ...]
) -> Answer:
    """Show a credential's page: what it certifies, and the exams it requires."""
    shared = {
        exam.code: [c.title for c in catalog.credentials_needing(exam.code) if c is not credential]
        for exam in credential.exams
    }
    return Answer("credential", {"credential": credential, "shared": shared}, buttons)


def which_one(query: str, meant: Unsure, command: str) -> Answer:
    """Ask which of several credentials is meant."""
    candidates = tuple(match.credential for match in meant.candidates)
    data = {"query": "" if "|" in query else query, "candidates": candidates, "most": _MOST_OFFERED}
    return Answer("which_one", data, _rows(candidates[:_MOST_OFFERED], command))


def area_button(area: str) -> Button:
    call = f"catalog {area}"
    if len(call.encode()) > CALL_BYTES:  # only possible in an operator's own catalog
        call = "catalog"
    return Button(area_name(area), call)


def _level_button(area: str, level: Level, *, whole: bool = False) -> Button:
    """Return a button to the credentials of a level.

    With `whole`, the label names the area.
    """
    call = f"catalog {area} Level {level}"
    if len(call.encode()) > CALL_BYTES:
        call = "catalog"
    if whole:
        return Button(_("%(area)s, Level %(level)s", area=area_name(area), level=level), call)
    return Button(_("Level %(level)s", level=level), call)


def _back_button(catalog: Catalog, credential: Credential) -> Button:
    """Return a button that leads from a credential back to the list of its level or area."""
    if len(catalog.levels_of(credential.area)) > 1:
        return _level_button(credential.area, credential.level, whole=True)
    return area_button(credential.area)


def _area_buttons(catalog: Catalog) -> tuple[tuple[Button, ...], ...]:
    """Return rows with a button for each area.

    Two areas with short names share a row.
    """
    rows: list[tuple[Button, ...]] = []
    for name in catalog.areas:
        label = _("%(area)s (%(count)s)", area=area_name(name), count=len(catalog.in_area(name)))
        button = Button(label, area_button(name).call)
        last = rows[-1] if rows else ()
        if len(last) == 1 and max(len(last[0].label), len(button.label)) <= _HALF_A_PHONE:
            rows[-1] = (*last, button)
        else:
            rows.append((button,))
    return tuple(rows)


def _rows(
    credentials: tuple[Credential, ...], command: str = "credential"
) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(_label(each), f"{command} {each.code}"),) for each in credentials)


def _label(credential: Credential) -> str:
    """Return a credential's title for a button.

    If it is not confirmed that the credential exists, the title says so.
    """
    title = short(credential.title)
    return _("%(title)s (not confirmed)", title=title) if credential.evidence.caution else title


def short(name: str) -> str:
    """Shorten a name to fit on a button. Return a Message unchanged.

    A Message is shortened by the platform, after it was translated.
    """
    if isinstance(name, Message):
        return name
    return name if len(name) <= _SHOWN_NAME else f"{name[: _SHOWN_NAME - 1].rstrip()}…"
