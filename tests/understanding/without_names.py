"""Replace names in the training data by placeholders, as the bot does with messages."""

from collections.abc import Sequence
from pathlib import Path

from bot.codes_in_text import with_codes_alike
from bot.understanding.classifier_labels import put_away
from bot.understanding.credentials import CredentialFinder, Named
from bot.understanding.encoder import Encoder
from bot.understanding.names import find_people
from bot.understanding.readings import STAFF
from bot.understanding.spelling import Speller
from bot.understanding.unlisted_names import find_unlisted
from bot.understanding.words import without_courtesies
from core.catalog.loading import load_catalog
from core.catalog.search import CatalogIndex
from core.people.model import Person


def people_named(path: Path) -> list[Person]:
    """Return the students of the sample center, whose names are masked in the training data."""
    import csv  # noqa: PLC0415 - needed only for training

    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["candidate_number"]]
    return [
        Person(place, row["candidate_number"], row["given_name"], row["family_name"], None)
        for place, row in enumerate(rows)
    ]


class WithoutNames:
    """Replaces names in messages by placeholders. `encode` is the sentence encoder."""

    def __init__(
        self, people: Sequence[Person], common: Sequence[str], rare: Sequence[str]
    ) -> None:
        self._finder = CredentialFinder(CatalogIndex(load_catalog()), frozenset(common))
        self._speller = Speller(common, rare)
        self._people, self._common = people, frozenset(common)
        try:
            self.encode = Encoder(common)
        except ImportError:
            raise SystemExit("the encoder is not installed: run 'make install'") from None

    def __call__(self, text: str, role: str) -> str:
        """Return a message of somebody with this role, with placeholders instead of names."""
        said = without_courtesies(with_codes_alike(text))
        named = self._finder.find(said)
        places = self._people_in(said, named) if role in STAFF else frozenset[int]()
        return put_away(named, self._speller.correct, places, asked="?" in said)

    def _people_in(self, said: str, named: Named) -> frozenset[int]:
        """Return the positions of the words that name a student of the sample center.

        If the message names no student, return the positions of any other name.
        """
        found = find_people(named.words, self._people, self._common)
        if found.people:
            return found.places
        return find_unlisted(said, named, frozenset(), self._speller.knows).places
