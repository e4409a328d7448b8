"""Decode the bytes of a text file."""

_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode_text(content: bytes) -> str | None:
    """Decode the text of a file. Return None if the file is not text."""
    if content.startswith(_BYTE_ORDER_MARKS):
        encodings = ["utf-16"]
    else:
        half = len(content) // 2
        wide = content[1::2].count(0) > half // 2 and content[::2].count(0) == 0
        encodings = ["utf-16-le"] if wide else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None
