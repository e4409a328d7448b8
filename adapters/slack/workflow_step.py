"""Our step for Slack's Workflow Builder, which verifies an award code."""

import logging

from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.inbound_requests import StepRun
from adapters.slack.web_api import WebApi
from bot.workplace.interfaces import ChecksAtWork
from core.language.message import _, in_language
from core.verification.verdict import Detail

_log = logging.getLogger(__name__)

_NO_CODE = _("There is no code to verify: give this step the code that the holder gave you.")
_NOT_CHECKED = _("It could not be checked, which says nothing about it. Please try again.")


class WorkflowStep:
    """Runs the step that verifies an award code, in one workspace."""

    def __init__(self, api: WebApi, checks: ChecksAtWork) -> None:
        self._api = api
        self._checks = checks

    async def run(self, incoming: StepRun) -> None:
        """Verify the award code and give the verdict to the workflow.

        If there is no code or no verdict, end the step as failed and say why.
        """
        execution, code = incoming.execution, incoming.code
        if not code:
            await self._fail(execution, _NO_CODE)
            return
        try:
            verdict = await self._checks.verdict(incoming.turn, code)
        except Exception:
            await self._fail(execution, _NOT_CHECKED)
            raise
        if verdict.detail is Detail.LIMITED:
            await self._fail(execution, f"{verdict.reason}.")
            return
        outputs = {
            "verdict": verdict.kind.value,
            "credential": verdict.credential_title or "",
            "holder": verdict.holder or "",
            "issued_on": verdict.issued_on.isoformat() if verdict.issued_on else "",
        }
        try:
            await self._api.calls.functions_completeSuccess(
                function_execution_id=execution, outputs=outputs
            )
        except TROUBLE as error:
            _log.warning("a workflow's step was not ended: Slack said %s", error_of(error))

    async def _fail(self, execution: str, words: str) -> None:
        """End the step as failed.

        The reason is in English and Spanish, because nobody knows who will read it.
        """
        both = f"{words} / {in_language(words, 'es')}"
        try:
            await self._api.calls.functions_completeError(
                function_execution_id=execution, error=both
            )
        except TROUBLE as error:
            _log.warning("a workflow's step was not ended: Slack said %s", error_of(error))
