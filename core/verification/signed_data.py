"""Work out the data that a credential's proofs sign, in the processes that read files.

Canonicalizing a stranger's document can take any amount of time and memory. The work is therefore
done only in processes that can be killed. The result is small: the bytes that each proof signs, and
the facts in them. The process that has the keys then checks the signatures.
"""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

from core.awards import canonicalization, data_integrity
from core.language.message import _
from core.verification.rdf_content import from_dataset
from core.verification.signed_content import (
    ProofWork,
    Refused,
    Worked,
    from_json,
    odd_form,
    one_line,
    proofs_in,
)
from core.verification.verdict import CheckName, Detail

_MOST_PROOFS = 10
"""The maximum number of proofs of one document. The document is canonicalized for each proof."""

_AGAIN = 0.05
"""How many CPU seconds pass until the alarm is repeated, in case it got lost."""


_OUR_FAULT = Refused(
    Detail.FAULT,
    _("something went wrong here: that is our fault, and says nothing about it"),
    CheckName.SIGNATURE,
)
_ODD = Refused(
    Detail.UNSUPPORTED, _("it is written in a way that is not read here"), CheckName.SIGNATURE
)
_TOO_MUCH = Refused(
    Detail.TOO_MUCH, _("there is too much in it to be checked"), CheckName.SIGNATURE
)


def work_out(document: Mapping[str, Any], seconds: float | None = None) -> tuple[ProofWork, ...]:
    """Return the data that each proof of a document signs.

    `seconds` is the maximum CPU time, which works only in the main thread. Raises MemoryError if
    the document takes too much memory.
    """
    proofs = proofs_in(document)
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    try:
        with _at_most(seconds):
            done = [_worked(unsecured, proof) for proof in proofs[:_MOST_PROOFS]]
    except canonicalization.TooMuch:
        return (_TOO_MUCH,) * len(proofs)
    return (*done, *((_TOO_MUCH,) * (len(proofs) - len(done))))


@contextmanager
def _at_most(seconds: float | None) -> Iterator[None]:
    """Raise TooMuch if a `with` block uses more CPU seconds than this.

    Some systems cannot measure that. Then nothing is raised.
    """
    if seconds is None or not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise canonicalization.TooMuch("too much time")

    before = signal.signal(signal.SIGVTALRM, give_up)
    # The alarm repeats, because Python drops an exception that is raised in a finalizer or in a
    # callback of the garbage collection.
    signal.setitimer(signal.ITIMER_VIRTUAL, max(seconds, 0.001), _AGAIN)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:  # stopped a second time, because the alarm may go off just before the first time
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _worked(document: Mapping[str, Any], proof: Any) -> ProofWork:
    try:
        shape = odd_form(document) or from_json(document)
        if isinstance(shape, Refused):
            return shape
        what = _secured(document, proof if isinstance(proof, dict) else {})
        if isinstance(what, Refused):
            return what
        by_rdf = "@default" in what.statements
        said = from_dataset(what.statements) if by_rdf else from_json(what.statements)
    except (canonicalization.TooMuch, MemoryError):
        raise
    except RecursionError:
        return _ODD
    except Exception:  # noqa: BLE001 - our own error says nothing about a credential
        return _OUR_FAULT
    return Worked(what.suite, what.signed, said)


def _secured(
    document: Mapping[str, Any], proof: Mapping[str, Any]
) -> data_integrity.Secured | Refused:
    """Return the data that a proof signs, or why nobody can work it out."""
    detail = Detail.UNSUPPORTED
    try:
        return data_integrity.data_to_sign(document, proof)
    except data_integrity.UnsupportedProof as error:
        reason = _(
            "its proof is of a kind that is not known here (%(name)s)", name=one_line(str(error))
        )
    except canonicalization.UnknownContext as error:
        reason = _(
            "it uses a vocabulary that is not known here (%(name)s)", name=one_line(str(error))
        )
    except canonicalization.NotCovered as error:
        detail = Detail.NOT_COVERED
        reason = _(
            "a part of it ('%(name)s') is not covered by its signature, so anyone may have added "
            "it",
            name=one_line(str(error)),
        )
    except canonicalization.TooMuch:
        raise
    except canonicalization.CannotCanonicalize:
        return _ODD
    return Refused(detail, reason, CheckName.SIGNATURE)


def make_ready() -> None:
    """Load the JSON-LD contexts that most credentials use, so that forked workers have them."""
    for first in ("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"):
        contexts = [first, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
        kinds = ["VerifiableCredential", "OpenBadgeCredential"]
        canonicalization.canonical_rdf({"@context": contexts, "id": "urn:none", "type": kinds})
