"""Recognize from a file's beginning whether the file may be a table."""

_SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


_NO_SHEETS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{", b"[", b"<svg", b"<?xml", b"eyJ")


def may_be_sheet(content: bytes) -> bool:
    """Whether a file may be a table: a workbook, or text with several columns."""
    if content.startswith(_SHEETS):
        return True
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(_NO_SHEETS):
        return False
    lines = start.splitlines()[:20]
    return any(sign in line for line in lines for sign in (b",", b";", b"\t"))
