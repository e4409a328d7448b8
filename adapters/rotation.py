"""Secrets while they are replaced: the new one and the old one, with a comma between them."""

import hmac


def accepted(secret: str) -> tuple[str, ...]:
    """The secrets in a setting, the newest first; the one to send or to show is the first."""
    return tuple(each.strip() for each in secret.split(",") if each.strip())


def is_one_of(given: str, secrets: tuple[str, ...]) -> bool:
    """Whether a secret is accepted; takes the same time for every wrong one."""
    same = [hmac.compare_digest(given.encode(), each.encode()) for each in secrets]
    return any(same)
