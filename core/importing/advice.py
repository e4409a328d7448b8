"""Give advice about a file in words for the command line or for a chat.

Options such as --accept exist only on the command line. In a chat, people press buttons or change
the file.
"""

from contextvars import ContextVar

from core.language.message import Message, _, _n

_in_chat: ContextVar[bool] = ContextVar("file brought in a chat", default=False)


def speak_of_chats() -> None:
    """Give advice in words for chats from now on, in this task and in the tasks that it starts."""
    _in_chat.set(True)


def by_place(command_line: str, chat: str) -> str:
    """Return the advice that fits where the user is: at the command line or in a chat."""
    return chat if _in_chat.get() else command_line


def to_accept() -> str:
    """Return advice on how to answer yes to the question in a rejected row's reason."""
    return by_place(
        _("import again with --accept"),
        _("press “Import, and accept what it asks”"),
    )


def asks_to_accept(reason: str) -> bool:
    """Whether a row's reason for rejection is a question that the user can answer with yes."""
    return isinstance(reason, Message) and "accept" in reason.values


def stopped(read: int) -> str:
    """Say how far an import that ended early got, and that it can be run again.

    `read` is the number of rows that were surely read.
    """
    if not read:
        return _(
            "the import stopped before it was done: nothing is half-written, and importing the "
            "file again adds what is missing"
        )
    return _n(
        "the import stopped after %(count)s row: nothing is half-written, and importing the file "
        "again adds the rest",
        "the import stopped after %(count)s rows: nothing is half-written, and importing the file "
        "again adds the rest",
        read,
    )


def to_order_dates() -> str:
    """Return advice on how to say whether the day or the month comes first."""
    return by_place(
        _("write 2026-03-31, or add --dates month-first or --dates day-first"),
        _("press the button with the right day, or write 2026-03-31"),
    )


def to_set(column: str, example: str) -> str:
    """Return advice on how to set a value for all rows in a column that the file lacks."""
    return by_place(
        _("add --set %(column)s=%(example)s", column=column, example=example),
        _(
            "add a column %(column)s to it, with %(example)s for example",
            column=column,
            example=example,
        ),
    )


def to_set_pass_mark() -> str:
    """Return advice on how to say which scores pass."""
    return by_place(
        _("add --set pass_mark=70, or [pass_marks] to a profile"),
        _("add a column outcome to it, with pass or fail in each row"),
    )
