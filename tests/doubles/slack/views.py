"""Open, update and close views, and the triggers needed to open one."""

import json
from typing import TYPE_CHECKING

from tests.doubles.slack.blocks import VIEW_BYTES_MOST, problems_of_view
from tests.doubles.slack.message_checks import RefusedError, decoded, refuse_lacking
from tests.doubles.slack.messages import SlackView, with_ids
from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.platform import SlackPlatform

# a trigger is valid for 3 seconds: https://docs.slack.dev/interactivity/handling-user-interaction
TRIGGER_SECONDS = 3.0
# limit under push_limit_reached: https://docs.slack.dev/reference/methods/views.push
VIEWS_MOST = 3


class Triggers:
    """The trigger_ids sent to the app. Each opens one view within 3 seconds."""

    def __init__(self, slack: "SlackPlatform") -> None:
        self._slack = slack
        self._given: dict[str, tuple[Person, float]] = {}
        self._used: set[str] = set()

    def make(self, person: "Person") -> str:
        trigger = f"{self._slack.next_id('')}.{self._slack.next_id('')}.0a1b2c3d4e5f"
        self._given[trigger] = (person, self._slack.clock.now())
        return trigger

    def exchange(self, trigger: str) -> "Person":
        """Use up a trigger; return the person whose action caused it."""
        if trigger not in self._given:
            raise RefusedError("invalid_trigger_id")
        if trigger in self._used:
            raise RefusedError("exchanged_trigger_id")
        person, made_at = self._given[trigger]
        if self._slack.clock.now() - made_at > TRIGGER_SECONDS:
            raise RefusedError("expired_trigger_id")
        self._used.add(trigger)
        return person


def _checked(person: "Person", view: object) -> Json:
    found = decoded(view, "invalid_arguments")
    refuse_lacking(found, person.workspace.lacks, "invalid_arguments")
    if problems := problems_of_view(found):
        raise RefusedError("invalid_arguments", problems)
    assert isinstance(found, dict)
    if len(json.dumps(found)) > VIEW_BYTES_MOST:
        raise RefusedError("view_too_large")
    return found


def show(person: "Person", content: object, *, on_top: bool = False) -> SlackView:
    """Open a modal: `on_top` of the open ones, or instead of them."""
    found = _checked(person, content)
    if found["type"] != "modal":
        raise RefusedError("invalid_arguments", ["must be one of: modal [json-pointer:/view/type]"])
    if on_top and len(person.modals) >= VIEWS_MOST:
        raise RefusedError("push_limit_reached")
    if not on_top:
        clear(person)
    view = _new(person, found)
    person.modals.append(view)
    return view


def publish(person: "Person", content: object, expected_hash: object) -> SlackView:
    """Set the content of the person's Home tab."""
    found = _checked(person, content)
    if found["type"] != "home":
        raise RefusedError("invalid_arguments", ["must be one of: home [json-pointer:/view/type]"])
    if person.home is not None and expected_hash and expected_hash != person.home.hash:
        raise RefusedError("hash_conflict")
    if person.home is not None:
        person.home.closed = True
    person.home = _new(person, found)
    person.workspace.slack.changed()
    return person.home


def replace(view: SlackView, content: object, expected_hash: object = None) -> SlackView:
    """Replace the content of an open view."""
    found = _checked(view.person, content)
    if view.closed:
        raise RefusedError("not_found")
    if expected_hash and expected_hash != view.hash:
        raise RefusedError("hash_conflict")
    if found["type"] != view.content["type"]:
        raise RefusedError("invalid_arguments", ["a view keeps its type [json-pointer:/view/type]"])
    slack = view.person.workspace.slack
    view.content = {**found, "blocks": with_ids(found["blocks"], slack.next_id)}
    view.hash = slack.next_id("", digits=12)
    slack.changed()
    return view


def close(person: "Person", view: SlackView) -> None:
    view.closed = True
    if view in person.modals:
        person.modals.remove(view)
    person.workspace.slack.changed()


def clear(person: "Person") -> None:
    """Close every view that the person has open."""
    for view in [*person.modals]:
        close(person, view)


def _new(person: "Person", content: Json) -> SlackView:
    slack = person.workspace.slack
    external = content.get("external_id")
    others = [v for v in slack.views.values() if not v.closed]
    if external and any(v.content.get("external_id") == external for v in others):
        raise RefusedError("duplicate_external_id")
    below = person.modal if content["type"] == "modal" else None
    view_id = slack.next_id("V")
    view = SlackView(
        view_id,
        person,
        {**content, "blocks": with_ids(content["blocks"], slack.next_id)},
        root_id=below.root_id if below else view_id,
        previous=below,
        hash=slack.next_id("", digits=12),
    )
    slack.views[view_id] = view
    slack.changed()
    return view
