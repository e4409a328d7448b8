"""The codes of invitations, as people type them."""

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


LENGTH = 12  # sixty random bits


_MISREAD = str.maketrans("OIL", "011")


def looks_like_invitation(text: str) -> bool:
    bare = bare_code(text)
    return len(bare) in {LENGTH, 2 * LENGTH} and set(bare) <= set(SYMBOLS)


def bare_code(code: str) -> str:
    return code.strip().upper().replace("-", "").replace(" ", "").translate(_MISREAD)
