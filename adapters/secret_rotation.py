"""Accept an old and a new secret while the new one replaces the old: `NEW,OLD`."""

import hmac


def accepted_secrets(secret: str) -> tuple[str, ...]:
    """Return the secrets in a setting, newest first.

    Requests with any of these secrets are accepted, but only the first secret may be sent or shown.
    """
    return tuple(each.strip() for each in secret.split(",") if each.strip())


def is_one_of(given: str, secrets: tuple[str, ...]) -> bool:
    """Whether `given` is one of these secrets.

    Every wrong secret takes the same time to check.
    """
    same = [hmac.compare_digest(given.encode(), each.encode()) for each in secrets]
    return any(same)
