"""After ten failed sign-ins for one address from one place within fifteen minutes, both wait."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from django.core.cache import cache

FAILURES = 10
WINDOW = 15 * 60.0


def locked_until(failures: Sequence[float], now: float) -> float | None:
    """When the next try is allowed; None if it is allowed now.

    Parameters
    ----------
    failures
        Times of failed tries in seconds, in any order.
    now
        The present, on the same clock.

    Examples
    --------
    >>> locked_until([0.0] * 9, 1.0) is None, locked_until([0.0] * 10, 1.0), locked_until([0.0] * 10, 900.0)
    (True, 900.0, None)
    """
    recent = sorted(time for time in failures if now < time + WINDOW)
    return recent[-FAILURES] + WINDOW if len(recent) >= FAILURES else None


def recorded_failures(email: str, address: str) -> tuple[float, ...]:
    return tuple(cache.get(_key(email, address), ()))


def record_failure(email: str, address: str, now: float) -> None:
    kept = [*recorded_failures(email, address), now][-FAILURES:]
    cache.set(_key(email, address), kept, timeout=WINDOW)


def forget_failures(email: str, address: str) -> None:
    cache.delete(_key(email, address))


def _key(email: str, address: str) -> str:
    return "failed-sign-in:" + sha256(f"{email.strip().lower()}\n{address}".encode()).hexdigest()
