"""Every function that writes to the database leaves an audit entry, or is listed with a reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

CORE = Path(__file__).parents[3] / "core"
WITHOUT_ENTRY = {
    "audit/log.py::_write": "writes the entries of looks",
    "audit/seals.py::_seal_some": "seals entries",
    "awards/person_merging.py::_move": "a step of merge, which records it",
    "awards/signing.py::_document": "gives a credential its place in a status list",
    "data_rights/correction_requests.py::ask": "its step records it",
    "data_rights/forgetting.py::forget": "forget_person records it",
    "goals/proofs.py::look": "counts the look, which is an entry by itself",
    "goals/watched_proofs.py::_notify_one": "writes a notice",
    "handled_deliveries.py::takes": "notes which deliveries of a platform are done",
    "importing/adding_results.py::_copied": "a step of an import",
    "importing/chat_files.py::keep": "keeps a file until its import is confirmed",
    "importing/chat_files.py::take": "keeps a file until its import is confirmed",
    "importing/results_by_hand.py::record": "the import that it calls records it",
    "importing/batched_import.py::run": "_begin records the import",
    "importing/batched_import.py::rehearse": "is undone",
    "notices/claims.py": "delivers notices",
    "notices/digests.py::write_due": "writes notices",
    "notices/late_answers.py::keep": "keeps an answer that a platform did not take",
    "notices/nudges.py::write_due": "writes notices",
    "outbox/dead_letters.py::retry": "delivers notices again",
    "outbox/sent_marks.py::_write": "notes which notices were delivered",
    "people/chat_memory.py::forget": "forgets what a chat was about",
    "people/chat_memory.py::_write": "notes what a chat was about",
    "people/contacts.py::move_address": "the platform gave a chat a new address",
    "people/invitations.py::link": "tie and ask_administrators record it",
    "people/link_by_verified_email.py::link": "tie records it",
    "people/link_requests.py::approve": "tie records it",
    "people/open_pages.py": "notes which pages are open",
    "people/workspaces.py::meet": "notes that a workspace has the app",
    "storage/database.py": "is the database",
    "storage/encrypting.py::encrypt_addresses": "changes how addresses are stored",
    "verification/recent_checks.py::keep": "the check is an entry by itself",
    "workspace_removal.py": "_forget_people records it",
}


def _writers() -> Iterator[tuple[str, bool]]:
    """Yield each function in core that begins a transaction, and whether it records an action."""
    for path in sorted(CORE.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
                continue
            called = [each.func for each in ast.walk(function) if isinstance(each, ast.Call)]
            begins = {"begin", "begin_nested", "change"} & {
                each.attr for each in called if isinstance(each, ast.Attribute)
            }
            names = {each.id for each in called if isinstance(each, ast.Name)}
            if begins:
                name = f"{path.relative_to(CORE).as_posix()}::{function.name}"
                yield name, bool({"record", "record_each"} & names)


def test_every_function_that_writes_leaves_an_entry_or_is_listed_with_a_reason() -> None:
    silent = {name for name, records in _writers() if not records}
    unlisted = {
        name
        for name in silent
        if name not in WITHOUT_ENTRY and name.partition("::")[0] not in WITHOUT_ENTRY
    }
    assert unlisted == set()
    assert sum(records for _, records in _writers()) > 30


def test_the_list_of_functions_that_leave_no_entry_is_up_to_date() -> None:
    silent = {name for name, records in _writers() if not records}
    files = {name.partition("::")[0] for name in silent}
    assert set(WITHOUT_ENTRY) <= silent | files
