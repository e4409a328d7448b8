"""Secrets that are being replaced: the new one and the old one, separated by a comma."""

import hmac


def accepted(secret: str) -> tuple[str, ...]:
    """The secrets in a setting, newest first; the first one is the one to send or show."""
    return tuple(each.strip() for each in secret.split(",") if each.strip())


def is_one_of(given: str, secrets: tuple[str, ...]) -> bool:
    """Whether a secret is accepted; takes the same time for every wrong one."""
    same = [hmac.compare_digest(given.encode(), each.encode()) for each in secrets]
    return any(same)
