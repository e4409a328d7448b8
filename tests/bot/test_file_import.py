"""An account administrator drops a file into a private chat.

It is previewed, confirmed and imported.
"""

import asyncio
import io
import re
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.capabilities import Capabilities
from bot.markdown_blocks import Grid, parse
from bot.plain_text import plain_text
from bot.reply import File, MediaKind, Reply, ShowsInterim, Turn
from core.importing.report import ImportKind
from core.people.model import TERMINAL, Identity
from tests.bot.forked_imports import forking
from tests.core.importing.import_helpers import bring, text_file
from tests.world import World

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""These tests use only SQLite, because each starts a process.

PostgreSQL would show nothing new in them.
"""
FORKED = pytest.mark.usefixtures("forked_imports")
"""These tests fork a process, which starts sooner. A few other tests start a new one."""

ADA = "ada@example.org"
HEADER = "candidate_number,exam,outcome,taken_on"


@pytest.fixture
def forked_imports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(asyncio, "create_subprocess_exec", forking(tmp_path))


@pytest.fixture
async def center(world: World, tmp_path: Path) -> World:
    await world.administrator(ADA)
    path = text_file(
        tmp_path,
        "candidate_number,given_name,family_name,role,organisation",
        "1001,Ana,Popescu,candidate,Ridgeline Technical Center",
    )
    await bring(world, path, ImportKind.PEOPLE)
    [ana] = [row["id"] for row in await world.rows("people") if row["number"] == "1001"]
    assert isinstance(ana, int)
    world.ids["1001"] = ana
    return world


async def drop(
    world: World,
    content: str | bytes,
    who: str = ADA,
    name: str = "results.csv",
    locale: str = "en-US",
) -> Reply:
    turn = Turn(
        Identity(TERMINAL, who),
        "",
        address=who,
        media=MediaKind.FILE,
        file=File(name, content.encode() if isinstance(content, str) else content),
        locale=locale,
    )
    return await world.conversation.answer(turn)


async def press(
    world: World,
    reply: Reply,
    label: str,
    who: str = ADA,
    interim: ShowsInterim | None = None,
    locale: str = "en-US",
    tables: int = 0,
) -> Reply:
    [call] = [b.call for row in reply.buttons for b in row if b.label.startswith(label)]
    turn = Turn(
        Identity(TERMINAL, who), call, address=who, pressed=True, interim=interim, locale=locale
    )
    turn = replace(turn, capabilities=Capabilities(tables=tables))
    return await world.conversation.answer(turn)


def said(reply: Reply) -> str:
    return plain_text(reply.markdown)


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


@ON_SQLITE
@FORKED
async def test_a_file_is_previewed_and_imported_only_after_confirmation(center: World) -> None:
    reply = await drop(center, f"{HEADER}\n1001,M1-MMS-T,pass,3/31/2026\n")
    assert "Ana Popescu (1001) passed Measurement, Materials & Safety: theory" in said(reply)
    assert labels(reply) == ["Import 1 row", "Cancel"]
    assert await center.rows("results") == []


async def test_confirming_imports_the_file_and_records_who_did_it(center: World) -> None:
    reply = await drop(center, f"{HEADER}\n1001,M1-MMS-T,pass,3/31/2026\n")
    done = await press(center, reply, "Import")
    assert "results.csv is imported: 1 row taken" in said(done)
    assert len(await center.rows("results")) == 1
    assert [row["brought_by"] for row in await center.rows("imports")][1:] == [center.ids[ADA]]


@ON_SQLITE
async def test_progress_is_shown_until_the_import_is_done(center: World) -> None:
    shown: list[str] = []

    async def show(reply: Reply) -> None:
        shown.append(said(reply))

    preview = await drop(center, f"{HEADER}\n1001,M1-MMS-T,pass,3/31/2026\n")
    done = await press(center, preview, "Import", interim=show)
    assert shown == [
        "Importing results.csv. Please wait.",
        "Importing results.csv: 1 of about 1 rows are read. Please wait.",
    ]
    assert "1 row taken" in said(done)


@ON_SQLITE
async def test_if_the_process_of_an_import_dies_the_answer_says_what_is_left(
    center: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = await drop(center, f"{HEADER}\n1001,M1-MMS-T,pass,3/31/2026\n")
    start = asyncio.create_subprocess_exec
    dies = (
        "import os, sys; sys.stdin.read(); "
        'print(\'{"read": 20000, "about": 60000}\', flush=True); os.kill(os.getpid(), 9)'
    )

    async def dying(*_words: str, **options: Any) -> asyncio.subprocess.Process:
        return await start(sys.executable, "-c", dies, **options)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", dying)
    told = said(await press(center, preview, "Import"))
    assert "the import stopped after 20,000 rows: nothing is half-written" in told
    assert "Send it again and import it." in told
    assert "Correct the file" not in told


@ON_SQLITE
@FORKED
async def test_for_a_file_with_only_a_header_the_bot_says_that_it_has_no_rows(
    center: World,
) -> None:
    header = "candidate_number,given_name,family_name,role,organisation\n"
    assert "people.csv has no rows" in said(await drop(center, header, name="people.csv"))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_file_is_not_blamed_for_a_database_that_cannot_be_reached(
    center: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that reads the file finds no server, as if the server had just stopped."""
    offered = await drop(center, f"{HEADER}\n1001,M1-MMS-T,pass,2026-11-02\n")
    engine = center.edgefinder.database.engine.sync_engine
    monkeypatch.setattr(engine, "url", engine.url.set(port=1))
    assert (
        await drop(center, f"{HEADER}\n1001,M1-JBL-T,pass,2026-11-02\n")
    ).template == "records_away"
    stopped = plain_text((await press(center, offered, "Import")).markdown)
    assert "the import stopped before it was done" in stopped
    assert await center.rows("results") == []


@ON_SQLITE
@FORKED
async def test_canceling_a_previewed_file_imports_nothing_and_deletes_the_file(
    center: World,
) -> None:
    reply = await drop(center, f"{HEADER}\n1001,M1-MMS-T,pass,3/31/2026\n")
    assert "Nothing from results.csv was taken" in said(await press(center, reply, "Cancel"))
    assert await center.rows("results") == []
    assert await center.rows("brought_files") == []
    assert "Send it again" in said(await press(center, reply, "Import"))


@ON_SQLITE
@FORKED
async def test_rejected_rows_are_returned_in_a_file(center: World) -> None:
    text = f"{HEADER}\n1001,M1-MMS-T,pass,3/31/2026\n1009,M1-MMS-T,pass,3/31/2026\n"
    done = await press(center, await drop(center, text), "Import", tables=100)
    [file] = done.attachments
    assert file.name == "results.rejects.csv"
    assert b"no candidate has the number" in file.content
    assert "no candidate has the number" not in said(done)
    [table] = [each for each in parse(done.tabular) if isinstance(each, Grid)]
    [(row, column, reason)] = [
        ["".join(s.text for s in cell) for cell in row] for row in table.rows
    ]
    assert (row, column) == ("3", "candidate_number")
    assert "no candidate has the number" in reason


@ON_SQLITE
@FORKED
async def test_reasons_in_the_rejects_file_are_in_the_readers_language(center: World) -> None:
    text = f"{HEADER}\n1009,M1-MMS-T,pass,3/31/2026\n1001,M1-MMS-T,pass,soon\n"
    text += "1001,M1-MMS-T,pass,3/31/2026\n"
    [call] = [
        button.call
        for row in (await drop(center, text)).buttons
        for button in row
        if button.call.startswith("import results")
    ]
    turn = Turn(Identity(TERMINAL, ADA), call, address=ADA, pressed=True, locale="es-MX")
    [file] = (await center.conversation.answer(turn)).attachments
    told = file.content.decode()
    assert "ningún candidato tiene el número '1009': importe primero a las personas" in told
    assert "'soon' no es una fecha: escriba 2026-03-31 o 3/31/2026" in told


@ON_SQLITE
@FORKED
async def test_if_dates_can_mean_two_days_the_user_chooses_the_order_by_button(
    center: World,
) -> None:
    reply = await drop(center, f"{HEADER}\n1001,M1-MMS-T,pass,03/04/2026\n")
    assert "Dates were read month first, '03/04/2026' as March 4, 2026" in said(reply)
    assert "--" not in said(reply)
    assert labels(reply) == [
        "Import: 03/04/2026 is March 4, 2026",
        "Import: 03/04/2026 is April 3, 2026",
        "Cancel",
    ]
    assert "1 row taken" in said(await press(center, reply, "Import: 03/04/2026 is April 3"))
    assert [row["taken_on"] for row in await center.rows("results")] == [date(2026, 4, 3)]


@ON_SQLITE
@FORKED
async def test_the_question_about_dates_is_in_spanish_for_a_reader_of_spanish(
    center: World,
) -> None:
    text = (
        "Lista de resultados\nmatrícula;examen;resultado;fecha;puntaje\n"
        "1001;M1-MMS-T;aprobado;03/04/2026;88\n1009;M1-MMS-T;aprobado;2026-04-03;88\nTotal;;;;2\n"
    )
    reply = await drop(center, text, locale="es-MX")
    told = said(reply)
    assert "El encabezado está en la línea 2" in told
    assert "matrícula como candidate_number" in told
    assert "Se pasó por alto 1 fila: un total o una nota ('Total')." in told
    assert "'03/04/2026' puede ser el 4 de marzo de 2026 o el 3 de abril de 2026" in told
    assert "La fila 4 se rechazaría: ningún candidato tiene el número '1009'" in told
    assert not re.search(r"--|\b(?:the|row|would|was)\b", told)
    day_first = "Importar: 03/04/2026 es el 3 de abril de 2026"
    assert day_first in labels(reply)
    done = await press(center, reply, day_first, locale="es-MX")
    assert "Las fechas" not in said(done), "the user has already chosen how dates are read"
    assert [row["taken_on"] for row in await center.rows("results")] == [date(2026, 4, 3)]


@ON_SQLITE
@FORKED
async def test_rows_of_another_organization_are_rejected(center: World) -> None:
    header = "candidate_number,given_name,family_name,role,organisation"
    text = (
        f"{header}\n2001,Noor,Haddad,candidate,Ridgeline Technical Center\n"
        "2002,Max,Berg,administrator,South Tech\n"
    )
    done = await press(center, await drop(center, text, name="people.csv"), "Import 1 row")
    assert "1 row taken" in said(done)
    [file] = done.attachments
    assert b"you may import only for Ridgeline Technical Center" in file.content


@ON_SQLITE
@FORKED
async def test_missing_columns_are_reported(center: World) -> None:
    reply = await drop(center, "candidate_number,exam,outcome\n1001,M1-MMS-T,pass\n")
    assert "I cannot import results.csv" in said(reply)
    assert "has no day" in said(reply)
    assert "Correct the file and send it again" in said(reply)


@ON_SQLITE
@FORKED
async def test_nobody_else_can_import_a_file(center: World) -> None:
    await center.instructor("ines@example.org")
    text = f"{HEADER}\n1001,M1-MMS-T,pass,3/31/2026\n"
    for who in ("ines@example.org", "1001"):
        assert "Import" not in " ".join(labels(await drop(center, text, who)))


@ON_SQLITE
@pytest.mark.parametrize("name", ["people.csv", "ROSTER.XLSX", "class.ods", "old.xls"])
async def test_other_staff_are_told_who_can_import_a_file(center: World, name: str) -> None:
    await center.instructor("ines@example.org")
    for content in (f"{PEOPLE}\n1002,Max,Berg,candidate,{HOME}\n", "PK\x03\x04", ""):
        told = said(await drop(center, content, "ines@example.org", name))
        assert "Your account administrator can import it" in told
        assert "Ask its holder" not in told
    assert "Ask its holder" in said(await drop(center, "1,2", "1001", name))
    assert "Ask its holder" in said(await drop(center, "a,b", "ines@example.org", "letter.txt"))


@ON_SQLITE
async def test_the_codes_in_a_file_from_staff_who_cannot_import_are_verified(center: World) -> None:
    await center.instructor("ines@example.org")
    code = await center.award("1001", "M1-MMS")
    told = said(await drop(center, f"name,code\nAna,{code}\n", "ines@example.org"))
    assert "Valid" in told


@ON_SQLITE
@FORKED
@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "it is empty"),
        ("\r\n\n", "it is empty"),
        ("Machine,Shift\n1,2\n", "none of its columns"),
    ],
)
async def test_an_administrator_is_told_why_a_table_cannot_be_imported(
    center: World, content: str, why: str
) -> None:
    told = said(await drop(center, content, name="people.csv"))
    assert "I cannot import people.csv" in told
    assert why in told
    assert "Ask its holder" in said(await drop(center, content, name="letter.txt"))


@ON_SQLITE
@FORKED
async def test_another_persons_import_button_does_nothing(center: World) -> None:
    await center.administrator("sol@example.org", "Sol Vance")
    reply = await drop(center, f"{HEADER}\n1001,M1-MMS-T,pass,3/31/2026\n")
    assert "Send it again" in said(await press(center, reply, "Import", "sol@example.org"))
    assert await center.rows("results") == []


@ON_SQLITE
@FORKED
async def test_an_import_button_pressed_again_gives_the_same_answer_and_imports_nothing(
    center: World,
) -> None:
    lines = (HEADER, "1001,M1-MMS-T,pass,3/31/2026", "9999,M1-MMS-T,pass,3/31/2026")
    reply = await drop(center, "\n".join(lines))
    done = await press(center, reply, "Import")
    assert len(done.attachments) == 1
    again = await press(center, reply, "Import")
    assert (again.markdown, again.buttons) == (done.markdown, done.buttons)
    assert again.attachments == ()
    assert len(await center.rows("imports")) == 2, "one import of people and one of results"
    # another process would not have this in memory
    center.edgefinder.chat_files._done.clear()
    assert "it was imported or canceled" in said(await press(center, reply, "Import"))


@ON_SQLITE
@FORKED
async def test_for_a_file_with_rows_and_codes_the_bot_asks_whether_to_import_or_verify(
    center: World,
) -> None:
    code = await center.award("1001", "M1-JBL")
    text = f"{HEADER},certificate\n1001,M1-MMS-T,pass,3/31/2026,{code}\n"
    reply = await drop(center, text)
    assert labels(reply) == ["Check 1 code", "Import 1 row", "Cancel"]
    assert "Ana Popescu" in said(await press(center, reply, "Check"))


PEOPLE = "candidate_number,given_name,family_name,role,organisation"
HOME = "Ridgeline Technical Center"
ROSTER = "roster,instructor_email,candidate_number"
ACCEPT = "Import, and accept what it asks"


@ON_SQLITE
@FORKED
async def test_a_button_before_the_import_accepts_rows_that_raise_a_question(
    center: World,
) -> None:
    reply = await drop(center, f"{PEOPLE}\n1001,Bea,Okoro,candidate,{HOME}\n", name="people.csv")
    assert "1001 is Ana Popescu on record" in said(reply)
    assert labels(reply) == [ACCEPT, "Cancel"]
    done = await press(center, reply, ACCEPT)
    assert "1 row taken" in said(done)
    assert ACCEPT not in labels(done)
    [renamed] = [row for row in await center.rows("people") if row["number"] == "1001"]
    assert (renamed["given_name"], renamed["family_name"]) == ("Bea", "Okoro")


@ON_SQLITE
@FORKED
async def test_a_button_after_the_import_accepts_rows_that_were_rejected(center: World) -> None:
    rows = (f"1002,Cy,Newman,candidate,{HOME}", f"9001,Ana,Popescu,candidate,{HOME}")
    reply = await drop(center, "\n".join((PEOPLE, *rows, "")), name="people.csv")
    assert labels(reply) == ["Import 1 row", ACCEPT, "Cancel"]
    done = await press(center, reply, "Import 1 row")
    assert "1 row taken, 0 unchanged, 1 rejected" in said(done)
    again = await press(center, done, ACCEPT)
    assert "1 row taken, 1 unchanged, 0 rejected" in said(again)
    assert await center.rows("brought_files") == []


@ON_SQLITE
@FORKED
async def test_a_button_to_accept_rows_does_not_accept_those_of_another_organization(
    center: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, PEOPLE, "7001,Max,Roe,candidate,Lakeside College", name="p.csv")
    await bring(center, path, ImportKind.PEOPLE)
    await center.instructor("ines@example.org")
    for text, name in (
        (f"{PEOPLE}\n7001,Max,Roe,candidate,{HOME}\n", "people.csv"),
        (f"{ROSTER}\nCNC,ines@example.org,7001@Lakeside College\n", "rosters.csv"),
    ):
        reply = await drop(center, text, name=name)
        if ACCEPT in labels(reply):
            assert "0 rows taken, 0 unchanged, 1 rejected" in said(
                await press(center, reply, ACCEPT)
            )
    assert len([row for row in await center.rows("people") if row["family_name"] == "Roe"]) == 1
    assert len(await center.rows("candidate_numbers")) == 2
    assert await center.rows("roster_candidates") == []


@ON_SQLITE
@FORKED
@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((PEOPLE, f",Max,Roe,candidate,{HOME}"), "a candidate needs a candidate_number"),
        ((PEOPLE.replace(",role", ""), f"1002,Max,Roe,{HOME}"), "has no role"),
        ((ROSTER, "CNC,nobody@example.org,1001"), "no instructor has the address"),
        ((HEADER, "1009,M1-MMS-T,pass,2026-03-31"), "no candidate has the number '1009'"),
    ],
    ids=["people", "people without a role", "rosters", "results"],
)
async def test_a_refused_file_is_answered_with_a_reason_that_fits_its_kind(
    center: World, lines: tuple[str, ...], why: str
) -> None:
    reply = await drop(center, "\n".join((*lines, "")), name="file.csv")
    assert "I cannot import file.csv" in said(reply)
    assert why in said(reply)
    assert "no exam" not in said(reply)


@ON_SQLITE
@FORKED
async def test_a_file_with_nothing_new_offers_no_import(center: World) -> None:
    known = f"{PEOPLE}\n1001,Ana,Popescu,candidate,{HOME}\n"
    reply = await drop(center, known, name="people.csv")
    assert "there is nothing to import" in said(reply)
    assert labels(reply) == ["What can I ask?"]
    reply = await drop(center, f"{known}2002,Max,Berg,candidate,South Tech\n", name="people.csv")
    assert labels(reply) == ["Send me the rejected row", "Cancel"]
    [file] = (await press(center, reply, "Send me")).attachments
    assert b"you may import only for Ridgeline" in file.content


USERS = "sourcedId,status,orgSourcedIds,role,username,givenName,familyName,identifier,email\n"
CLASSES = "sourcedId,status,title\nc1,active,CNC\n"
ENROLLMENTS = "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role\n"


@ON_SQLITE
@FORKED
async def test_the_parts_of_a_oneroster_export_are_offered_one_after_another(center: World) -> None:
    users = "u1,active,s1,student,mroe,Max,Roe,1002,\n"
    users += "u2,active,s1,teacher,i,Ines,Moreau,,i@example.org\n"
    taught = "e1,active,c1,s1,u1,student\ne2,active,c1,s1,u2,teacher\n"
    names = {
        "users.csv": USERS + users,
        "orgs.csv": f"sourcedId,status,name\ns1,active,{HOME}\n",
        "classes.csv": CLASSES,
        "enrollments.csv": ENROLLMENTS + taught,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in names.items():
            archive.writestr(name, text)
    for said_of_it in ("Max Roe (1002) is candidate", "Max Roe (1002) is in CNC"):
        reply = await drop(center, packed.getvalue(), name="oneroster.zip")
        assert said_of_it in said(reply)
        await press(center, reply, "Import")
    alone = await drop(center, ENROLLMENTS + taught, name="enrollments.csv")
    assert "import the zip" in said(alone)
    assert "import it as" not in said(alone)
