"""The audit log records who acted: the person, and the shell user who acted as that person."""

from bot.actors import actor_of
from bot.reply import Turn
from core.audit.actor import Actor, Surface, set_actor
from core.people.model import TERMINAL, Identity


def test_the_audit_log_names_the_shell_user_who_acts_as_a_person() -> None:
    with set_actor(Actor(Surface.SHELL, who="root")):
        assert actor_of(Turn(Identity(TERMINAL, "1001"), "status")).operator == "root"


def test_the_audit_log_names_no_shell_user_for_a_message_from_a_platform() -> None:
    with set_actor(Actor(Surface.SHELL, who="root")):
        assert actor_of(Turn(Identity("telegram", "700"), "status")).operator == ""


def test_the_audit_log_names_no_shell_user_for_a_terminal_without_a_shell() -> None:
    assert actor_of(Turn(Identity(TERMINAL, "1001"), "status")).operator == ""
