"""What the proofs within a credential sign, worked out in the processes that read files.

Canonical forms of strangers' documents can take any time and memory, so that they are made only in
processes that can be killed. What comes back is small: the bytes that each proof signs, and the
statements that those bytes were made of. Whose signature it is, is decided where the keys are.
"""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

from core.awards import canonical, data_integrity
from core.language.message import _
from core.verification.statements import (
    ProofWork,
    Refused,
    Worked,
    from_dataset,
    from_json,
    odd_form,
    proofs_in,
    shortened,
)
from core.verification.verdict import CheckName, Detail

_MOST_PROOFS = 10
"""Of one document; each means that its canonical form is made."""

_AGAIN = 0.05
"""Seconds of processor time until an alarm that was not heard is repeated."""


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
    """What each proof of a document signs. `seconds`: processor time after which it is given up;
    to be had in the main thread only. Raises MemoryError.
    """
    proofs = proofs_in(document)
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    try:
        with _at_most(seconds):
            done = [_worked(unsecured, proof) for proof in proofs[:_MOST_PROOFS]]
    except canonical.TooMuch:
        return (_TOO_MUCH,) * len(proofs)
    return (*done, *((_TOO_MUCH,) * (len(proofs) - len(done))))


@contextmanager
def _at_most(seconds: float | None) -> Iterator[None]:
    """Raise TooMuch within, once so much processor time is spent, where the system can tell."""
    if seconds is None or not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise canonical.TooMuch("too much time")

    before = signal.signal(signal.SIGVTALRM, give_up)
    # It goes off again and again: Python drops what is raised while it runs the callback of a
    # garbage collection or of an object's end.
    signal.setitimer(signal.ITIMER_VIRTUAL, max(seconds, 0.001), _AGAIN)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:  # the alarm may also go off just before it is stopped
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
    except (canonical.TooMuch, MemoryError):
        raise
    except RecursionError:
        return _ODD
    except Exception:  # noqa: BLE001 - a fault of ours says nothing about a credential
        return _OUR_FAULT
    return Worked(what.suite, what.signed, said)


def _secured(
    document: Mapping[str, Any], proof: Mapping[str, Any]
) -> data_integrity.Secured | Refused:
    """What the proof signs, or why that cannot be worked out."""
    detail = Detail.UNSUPPORTED
    try:
        return data_integrity.secured(document, proof)
    except data_integrity.UnsupportedProof as error:
        reason = _("its proof is of a kind that is not known here (%(name)s)", name=str(error))
    except canonical.UnknownContext as error:
        reason = _("it uses a vocabulary that is not known here (%(name)s)", name=str(error)[:120])
    except canonical.NotCovered as error:
        detail = Detail.NOT_COVERED
        reason = _(
            "a part of it ('%(name)s') is not covered by its signature, so that anybody may "
            "have added it",
            name=shortened(str(error)),
        )
    except canonical.TooMuch:
        raise
    except canonical.CannotCanonicalize:
        return _ODD
    return Refused(detail, reason, CheckName.SIGNATURE)


def make_ready() -> None:
    """Load the contexts that most credentials have, so that they are there in every process."""
    for first in ("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"):
        contexts = [first, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
        kinds = ["VerifiableCredential", "OpenBadgeCredential"]
        canonical.canonical_rdf({"@context": contexts, "id": "urn:none", "type": kinds})
