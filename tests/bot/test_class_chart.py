"""The chart and the table of a class's progress."""

import csv
import io

import pytest
from cachetools import LRUCache
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot import chart_picture, class_chart
from bot.chart_picture import Cell, Chart, Column, Sign, chart_png
from bot.reply import Attachment
from core.language.message import Message
from core.memories import empty_memories
from core.typesetting import typeset_pages
from tests.bot.center import ADA, INES, OTTO, Center, ago
from tests.world import World

SIGNS = (Cell(Sign.DONE), Cell(Sign.BEGUN, "2"), Cell(Sign.NONE))


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def table(file: Attachment) -> list[list[str]]:
    assert file.media_type == "text/csv"
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))


def of_one(cell: Cell, name: str = "Ana") -> Chart:
    return Chart("CNC 1", "today", (Column("M1 MMS", "Measurement"),), ((name, (cell,)),), ())


class Charts:
    """Stores each chart that should be drawn, and draws nothing."""

    def __init__(self) -> None:
        self.asked: list[Chart] = []

    def __call__(self, chart: Chart, locale: str) -> bytes:
        self.asked.append(chart)
        return b"PNG"


@pytest.fixture
def charts(monkeypatch: pytest.MonkeyPatch) -> Charts:
    kept = Charts()
    monkeypatch.setattr(class_chart, "chart_png", kept)
    return kept


async def class_of(world: World, size: int, name: str = "Big class") -> None:
    numbers = [f"C{place:03}" for place in range(size)]
    for number in numbers:
        await world.candidate(number, f"Ana Number{number}")
    await world.roster(name, INES, *numbers)


async def test_a_class_is_shown_as_a_picture_and_a_table(center: Center) -> None:
    picture, rows = (await center.ask(INES, "roster CNC 1")).attachments
    assert (picture.name, picture.media_type, picture.picture) == ("class.png", "image/png", True)
    assert opened(picture.content).width == 1080
    assert picture.description.startswith("CNC 1, each student with each credential. In all: ")
    assert "M1-MMS: 1 earned, " in picture.description
    assert "M1-MIL: 0 earned, 1 in progress" in picture.description
    assert not rows.picture, "the table is a file, not a picture"
    header, *students = table(rows)
    assert header[:3] == [
        "student",
        "candidate_number",
        "M1-MMS Measurement, Materials & Safety",
    ]
    assert students[0] == ["Cy Newman", "1003", *["not started"] * (len(header) - 2)]
    ana = dict(zip(header, students[1], strict=True))
    assert ana["student"] == "Ana Popescu"
    assert ana["M1-MMS Measurement, Materials & Safety"] == f"earned {ago(100)}"
    assert ana["M1-MIL Manual Milling Skills I"] == "in progress, 2 exams left"


async def test_a_chart_shows_the_class_its_names_and_their_progress(
    center: Center, charts: Charts
) -> None:
    await center.ask(INES, "roster CNC 1")
    [chart] = charts.asked
    assert (chart.title, chart.subtitle) == ("CNC 1", "November 23, 2026 · 2 students")
    heads = [each.head for each in chart.columns]
    assert heads[:2] == ["M1 MMS", "M1 MIL"], "credentials that nobody has begun are left out"
    (cy, nothing), (ana, cells) = chart.rows
    assert (cy, ana) == ("Cy Newman", "Ana Popescu")
    assert set(nothing) == {Cell(Sign.NONE)}
    assert cells[:2] == (Cell(Sign.DONE), Cell(Sign.BEGUN, "2"))


async def test_a_large_class_is_shown_in_numbered_pages(center: Center, charts: Charts) -> None:
    await class_of(center.world, 30)
    await center.world.result("C000", "M1-MMS-T", "pass")
    first = await center.ask(INES, "roster Big class")
    second = await center.ask(INES, "roster Big class page 2")
    one, two = charts.asked
    assert one.subtitle.endswith("students 1 to 25 of 30")
    assert two.subtitle.endswith("students 26 to 30 of 30")
    names = [name for chart in charts.asked for name, _ in chart.rows]
    assert names == [f"Ana NumberC{place:03}" for place in range(30)]
    assert len(table(first.attachments[1])) == 31, "the table has a heading and all 30 students"
    assert [each.name for each in second.attachments] == ["class.png"], (
        "the table is sent only with the first page"
    )


async def test_credentials_that_few_students_have_started_are_only_in_the_table(
    center: Center, charts: Charts
) -> None:
    catalog = center.world.edgefinder.catalog
    await class_of(center.world, 2)
    for credential in catalog.credentials[:15]:
        await center.world.award("C000", credential.code, ago(3))
    await center.world.award("C001", catalog.credentials[14].code, ago(3))
    rows = (await center.ask(INES, "roster Big class")).attachments[1]
    [chart] = charts.asked
    assert len(chart.columns) == 12
    assert chart.columns[-1].meaning == catalog.credentials[14].title
    [note] = chart.notes
    assert note.startswith("3 more are in the table")
    assert len(table(rows)[0]) == 17


async def test_a_class_that_has_started_nothing_has_no_picture(center: Center) -> None:
    await class_of(center.world, 2)
    assert (await center.ask(INES, "roster Big class")).attachments == ()
    assert (await center.ask(ADA, "roster")).attachments == ()


async def test_a_name_never_becomes_a_formula_in_the_table(center: Center) -> None:
    await center.world.candidate("1009", "=cmd|'/c calc'!A1")
    await center.world.roster("Odd", INES, "1009")
    await center.world.result("1009", "M1-MMS-T", "pass")
    rows = (await center.ask(INES, "roster Odd")).attachments[1]
    assert table(rows)[1][0] == "'=cmd|'/c calc'!A1"


async def test_a_goal_chart_shows_who_meets_it_and_who_is_close(
    center: Center, charts: Charts
) -> None:
    picture, rows = (await center.ask(INES, "roster CNC 1 goal pa-skills-basic")).attachments
    [chart] = charts.asked
    assert [each.head for each in chart.columns] == ["met", "1 exam", "more"]
    assert [name for name, _ in chart.rows] == [row[0] for row in table(rows)[1:]]
    for _, cells in chart.rows:
        assert [cell.sign for cell in cells].count(Sign.NONE) == 2
    assert "met" in picture.description
    head = ["student", "candidate_number", "met_on", "exams_away", "to_sign_off", "step_reached"]
    assert table(rows)[0] == head
    assert (await center.ask(INES, "roster CNC 1 goal nims-accreditation-staff")).attachments == ()


async def test_only_the_classs_own_staff_see_its_chart(center: Center) -> None:
    assert (await center.ask(OTTO, "roster CNC 1")).attachments == ()


@pytest.mark.parametrize("grey", ["L", "1"])
def test_the_signs_of_progress_can_be_told_from_each_other_in_gray(grey: str) -> None:
    drawn = [opened(chart_png(of_one(cell))).convert(grey).convert("L") for cell in SIGNS]
    for place, one in enumerate(drawn):
        for other in drawn[place + 1 :]:
            differing = sum(ImageChops.difference(one, other).histogram()[48:])
            assert differing > 150, "too few of the 38 by 38 dots differ"


def test_the_picture_has_a_white_background() -> None:
    drawn = opened(chart_png(of_one(SIGNS[0]))).convert("RGBA")
    assert {drawn.getpixel((x, y)) for x in (0, 1079) for y in (0, drawn.height - 1)} == {
        (255, 255, 255, 255)
    }


def test_the_largest_picture_has_proportions_that_every_platform_accepts() -> None:
    columns = tuple(Column("ST3 WWW", "W" * 69) for _ in range(12))
    rows = tuple(("W" * 200, (SIGNS[1],) * 12) for _ in range(class_chart.STUDENTS))
    drawn = opened(chart_png(Chart("W" * 300, "W" * 60, columns, rows, (), ("left out",))))
    assert drawn.width == 1080
    assert drawn.height < 2.2 * drawn.width


@pytest.fixture
def typeset(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which the name of each drawn part is added.

    At first, no drawn part is cached.
    """
    empty_memories()
    drawn: list[str] = []

    def kept(source: bytes, given: list[dict[str, str]], *, ppi: int) -> list[bytes]:
        drawn.extend(str(part.get("text") or part["part"]) for part in given)
        return typeset_pages(source, given, ppi=ppi)

    monkeypatch.setattr(chart_picture, "typeset_pages", kept)
    return drawn


def class_of_two(second: str, cell: Cell = SIGNS[0], day: str = "Monday") -> Chart:
    rows = (("Ana", (SIGNS[2],)), (second, (cell,)))
    return Chart("CNC 1", day, (Column("M1 MMS"),), rows, ((SIGNS[0], Message("earned", {})),))


def test_only_the_changed_parts_of_a_chart_are_drawn_again(typeset: list[str]) -> None:
    first = chart_png(class_of_two("Bo"))
    assert typeset == ["above", "below", "Ana", "sign", "Bo", "sign"]
    assert chart_png(class_of_two("Bo")) == first
    typeset.clear()
    renamed = chart_png(class_of_two("Cy"))
    assert typeset == ["Cy"]
    typeset.clear()
    passed = chart_png(class_of_two("Bo", SIGNS[1]))
    assert typeset == ["sign"]
    typeset.clear()
    next_day = chart_png(class_of_two("Bo", day="Tuesday"))
    assert typeset == ["above"]
    typeset.clear()
    spanish = chart_png(class_of_two("Bo"), "es")
    assert typeset == ["below"]
    assert len({first, renamed, passed, next_day, spanish}) == 5


def test_a_picture_made_from_cached_parts_equals_one_drawn_from_scratch(typeset: list[str]) -> None:
    chart_png(class_of_two("Bo"))
    changed = class_of_two("Cy", SIGNS[1])
    from_parts = chart_png(changed)
    empty_memories()
    assert chart_png(changed) == from_parts


def test_line_breaks_in_a_name_become_spaces() -> None:
    broken = chart_png(of_one(SIGNS[0], "Ana\nMaria\u2028Luz\nPopescu"))
    assert broken == chart_png(of_one(SIGNS[0], "Ana Maria Luz Popescu"))


async def test_when_somebody_is_forgotten_their_drawn_name_is_removed_from_the_cache(
    center: Center, typeset: list[str]
) -> None:
    chart_png(class_of_two("Bo"))
    typeset.clear()
    await center.world.edgefinder.forgetting.forget(center.world.ids["1003"])
    chart_png(class_of_two("Bo"))
    assert typeset == ["above", "below", "Ana", "sign", "Bo", "sign"]


@hypothesis_settings(max_examples=8)
@given(st.text(max_size=40))
def test_a_chart_with_any_name_can_be_drawn(name: str) -> None:
    assert opened(chart_png(of_one(SIGNS[0], name))).format == "PNG"


def test_a_full_cache_of_drawn_parts_does_not_change_a_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    columns = (Column("M1 MMS", "Measurement"), Column("M1 TUR", "Turning"))
    names = [f"Student {place}" for place in range(6)]
    charts = [
        Chart(
            "CNC 1",
            f"day {day}",
            columns,
            tuple((name, (SIGNS[(day + place) % 3], SIGNS[day % 3])) for place, name in chosen),
            (),
        )
        for day, chosen in enumerate(list(enumerate(names))[day % 3 :] for day in range(5))
    ]
    empty_memories()
    pictures = [opened(chart_png(chart)).convert("RGB") for chart in charts]
    empty_memories()
    for memory in ("_drawn", "_strips"):
        monkeypatch.setattr(chart_picture, memory, LRUCache(30_000, getsizeof=len))
    for chart, picture in zip(charts, pictures, strict=True):
        again = opened(chart_png(chart)).convert("RGB")
        assert ImageChops.difference(picture, again).getbbox() is None
