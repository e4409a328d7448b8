"""The signature of a credential is checked even if the credential is inside other JSON or text."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.verification.files.found_items import FoundCode
from core.verification.files.texts import read_text, read_typed
from core.verification.files.worker_pool import FileReader
from core.verification.verdict import CheckName, CheckResult, VerdictKind
from tests.signed_credential import URL, SignedCredential, anas_credential


@pytest.fixture(scope="module")
def files() -> Iterator[FileReader]:
    reader = FileReader()
    yield reader
    reader.close()


@pytest.fixture
async def held(
    sqlite_url: str, tmp_path: Path, files: FileReader
) -> AsyncIterator[SignedCredential]:
    made = await anas_credential(sqlite_url, tmp_path / "keys", files)
    yield made
    await made.world.edgefinder.close()


WRAPS: dict[str, Callable[[dict[str, Any]], str]] = {
    "the answer of a badge platform": lambda badge: json.dumps({"credential": [badge]}),
    "an answer with a type": lambda badge: json.dumps({"type": "Response", "credential": badge}),
    "a wallet's backup": lambda badge: json.dumps({"wallet": {"cards": [{"data": badge}]}}),
    "JSON within JSON": lambda badge: json.dumps({"raw": json.dumps(badge)}),
    "a list": lambda badge: json.dumps([badge]),
    "words above": lambda badge: f"Hello, here is my badge:\n{json.dumps(badge, indent=1)}\nBest",
    "a code block": lambda badge: f"```json\n{json.dumps(badge)}\n```",
    "braces above": lambda badge: f"Dear {{name}}, see {json.dumps(badge)}",
    "a comment above": lambda badge: f"// my badge\n{json.dumps(badge)}",
    "JSON and words below": lambda badge: f"{json.dumps(badge)}\nThat is my badge.",
}


async def kinds(held: SignedCredential, text: str, *, typed: bool) -> list[VerdictKind]:
    verification = held.world.edgefinder.verification
    if typed:
        return [each.kind for each in await verification.verify_typed(text)]
    return [each.kind for each in await verification.verify_file("badge", text.encode())]


@pytest.mark.parametrize("typed", [False, True], ids=["file", "typed"])
@pytest.mark.parametrize("wrap", WRAPS)
async def test_an_altered_credential_inside_other_json_or_text_is_reported_as_altered(
    held: SignedCredential, wrap: str, *, typed: bool
) -> None:
    altered = json.loads(json.dumps(held.document).replace("Ana Popescu", "Eve Impostor"))
    assert await kinds(held, WRAPS[wrap](altered), typed=typed) == [VerdictKind.ALTERED]


@pytest.mark.parametrize("wrap", WRAPS)
async def test_an_unaltered_credential_inside_other_json_or_text_is_valid(
    held: SignedCredential, wrap: str
) -> None:
    content = WRAPS[wrap](held.document).encode()
    [verdict] = await held.world.edgefinder.verification.verify_file("badge", content)
    assert (verdict.kind, verdict.code, verdict.holder) == (
        VerdictKind.VALID,
        held.code,
        "Ana Popescu",
    )
    signature = next(each for each in verdict.checks if each.check is CheckName.SIGNATURE)
    assert signature.result is CheckResult.PASSED


@pytest.mark.parametrize("typed", [False, True], ids=["file", "typed"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-1] + ",}",
        lambda text: text[:-40],
        lambda text: f"My badge: {text[:-1]},}}",
        lambda text: text.replace('"', "\u201d"),
        lambda text: f'{{"credential": {text}',
    ],
    ids=["comma", "cut", "words and comma", "curly quotes", "open wrapper"],
)
async def test_a_damaged_credential_with_a_valid_code_in_it_is_not_simply_called_valid(
    held: SignedCredential, damage: Callable[[str], str], *, typed: bool
) -> None:
    altered = json.dumps(held.document).replace("Ana Popescu", "Eve Impostor")
    found = await kinds(held, damage(altered), typed=typed)
    assert VerdictKind.ALTERED in found or VerdictKind.UNCHECKED in found


async def test_a_code_beside_a_credential_inside_other_text_is_looked_up_too(
    held: SignedCredential,
) -> None:
    beside = json.dumps({"credential": held.document, "see": f"{URL}/v/EF-0000-0000-0010-*"})
    assert await kinds(held, beside, typed=False) == [VerdictKind.VALID, VerdictKind.UNKNOWN]


def test_codes_in_json_that_is_no_credential_are_found() -> None:
    code = "EF-0000-0000-0010-*"
    text = json.dumps({"name": "Ana Popescu", "codes": [code]})
    assert [*read_text(text)] == [FoundCode(code)]
    assert [*read_text(f"see {text}")] == [FoundCode(code)]
    assert FoundCode(code) in read_typed(f"see {text}")


@pytest.mark.parametrize("piece", ["{", "{[", '{"a":', '{"credentialSubject":', "{} "])
def test_searching_time_grows_linearly_with_the_number_of_braces(piece: str) -> None:
    text = "credentialSubject " + piece * (400_000 // len(piece))
    list(read_text(text))  # in quadratic time, this would take many minutes
