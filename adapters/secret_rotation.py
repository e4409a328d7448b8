"""Accept an old and a new secret while one replaces the other. The setting is then `NEW,OLD`."""

import hmac


def accepted_secrets(secret: str) -> tuple[str, ...]:
    """Return the secrets in a setting, newest first. Send or show only the first one."""
    return tuple(each.strip() for each in secret.split(",") if each.strip())


def is_one_of(given: str, secrets: tuple[str, ...]) -> bool:
    """Whether a secret is accepted. The check takes the same time for every wrong secret."""
    same = [hmac.compare_digest(given.encode(), each.encode()) for each in secrets]
    return any(same)
