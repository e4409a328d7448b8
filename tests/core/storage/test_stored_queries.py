"""SQL that is compiled ahead is what SQLAlchemy compiles."""

from core.storage.stored_queries import FILE
from tests.stored_queries import written


def test_the_stored_sql_is_what_sqlalchemy_compiles_today() -> None:
    assert FILE.read_text("utf-8") == written(), "run `make queries`"
