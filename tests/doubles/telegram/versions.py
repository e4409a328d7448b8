"""Imitate older Bot API servers, which ignore newer parameters and lack newer methods."""

from tests.doubles.telegram.rules import Json, Refused, parsed

NEWEST = (10, 3)
_METHODS = {
    "sendRichMessage": (10, 1),
    "editEphemeralMessageText": (10, 2),
    "deleteEphemeralMessage": (10, 2),
}
_PARAMETERS = {"rich_message": (10, 1), "ephemeral_message_parameters": (10, 3)}


def understood(version: tuple[int, int], method: str, given: Json) -> Json:
    """Return the parameters that a server of this version understands."""
    if _METHODS.get(method, (0, 0)) > version:
        raise Refused("Not Found", 404)
    if method == "setMyCommands" and version < (10, 2):
        commands = parsed(given.get("commands", []), "commands")
        kept = [{k: v for k, v in each.items() if k != "is_ephemeral"} for each in commands]
        return given | {"commands": kept}
    return {
        name: value for name, value in given.items() if _PARAMETERS.get(name, (0, 0)) <= version
    }
