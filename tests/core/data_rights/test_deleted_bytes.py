"""Deleted data is gone from the files of a SQLite database, and not only from its tables."""

from pathlib import Path

from tests.core.data_rights.whole_person import MARKS, WHO, fill
from tests.world import open_world


def marks_in(database: Path) -> set[str]:
    """Return the words that occur only in this person's rows and are still in the files."""
    files = database.parent.glob(f"{database.name}*")
    content = b"".join(file.read_bytes() for file in files)
    return {mark for mark in MARKS if len(mark) > 4 and mark.encode() in content}


async def test_a_forgotten_persons_data_is_gone_from_the_database_files_while_they_are_in_use(
    tmp_path: Path,
) -> None:
    database = tmp_path / "center.db"
    world = await open_world(f"sqlite:///{database}")
    try:
        await fill(world)
        assert {"Zebulon", "Quixley", "zeb@home.example.org"} <= marks_in(database)
        await world.edgefinder.forgetting.forget(world.ids[WHO])
        assert marks_in(database) <= {"zebchat", "U0ZEB"}, (
            "only the chats remain, until they have been notified"
        )
    finally:
        await world.edgefinder.close()
