"""Passwords of listeners: Argon2id (RFC 9106), and as slow for a name that nobody has."""

from __future__ import annotations

import base64
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from accord.domain.entities import Listener
from accord.domain.errors import InvalidParameter, TooManyRequests, WrongPassword
from accord.rights.registry import OPERATOR
from accord.store.engine import Store
from accord.store.schema import ListenerRow, PasswordRow, SessionRow

SHORTEST, LONGEST = 8, 1000
"""Characters."""

WINDOW = 300.0
"""Seconds for which a wrong password counts."""
MOST_FROM_ADDRESS, MOST_FOR_NAME = 10, 30
"""Wrong passwords in that time: beyond the first nobody is let in from that address, beyond the second nobody as that
listener, so that many addresses are no way round."""


def require_password(password: str) -> str:
    """Return a password that a listener may have.

    Raises
    ------
    InvalidParameter
        If it is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidParameter(f"A password has {SHORTEST} to {LONGEST} characters.")
    return password


class Passwords:
    """The passwords of the listeners of one library.

    Parameters
    ----------
    store : Store
        The library's database.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._hasher = PasswordHasher()  # 64 MiB, three passes: the second choice of RFC 9106, section 4
        self._nobodys = _hash_of_nothing(self._hasher)
        self._failures = _Failures(clock)
        # One at a time: each takes 64 MiB, and a crowd at the login page must not take the server's memory.
        self._turn = threading.Lock()

    def set(self, listener_id: str, password: str) -> None:
        """Give a listener a password; browsers that were logged in with another are logged out.

        Raises
        ------
        InvalidParameter
            If it is too short or too long.
        """
        row = {
            "listener_id": listener_id,
            "hash": self._hasher.hash(require_password(password)),
            "source_id": OPERATOR.id,
        }
        with self._store.writing() as db:
            db.execute(insert(PasswordRow).values(row).on_conflict_do_update(set_={"hash": row["hash"]}))
            db.execute(delete(SessionRow).where(SessionRow.listener_id == listener_id))

    def check(self, name: str, password: str, address: str = "") -> Listener:
        """Return the listener whose name and password these are.

        Parameters
        ----------
        name : str
            Capitals do not matter.
        password : str
        address : str
            From where they are sent, for the limit of attempts.

        Raises
        ------
        WrongPassword
            If there is no such listener, they have no password, or another; the three are not told apart, and take
            the same time.
        TooManyRequests
            If too many were wrong.
        """
        attempts = (("address", address), ("name", name.strip().casefold()))
        with self._turn:
            self._failures.require_few(dict(zip(attempts, (MOST_FROM_ADDRESS, MOST_FOR_NAME), strict=True)))
            found = self._find(name.strip())
            known = found[1] if found else self._nobodys
            right = False
            with suppress(VerificationError, InvalidHashError):
                right = self._hasher.verify(known, password[: LONGEST + 1])
            if found is None or not right:
                self._failures.add(*attempts)
                raise WrongPassword("No listener here has that name and password.")
        return found[0]

    def _find(self, name: str) -> tuple[Listener, str] | None:
        query = select(ListenerRow.id, ListenerRow.name, ListenerRow.created_at, PasswordRow.hash)
        query = query.select_from(ListenerRow).join(PasswordRow)
        with self._store.reading() as db:
            for id_, known, created_at, hash_ in db.execute(query):
                if known.casefold() == name.casefold():
                    return Listener(id_, known, created_at), hash_
        return None


def _hash_of_nothing(hasher: PasswordHasher) -> str:
    """Return a hash that takes as long to check as any other, and that no password is known to have."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"


class _Failures:
    """Counts what went wrong in the last minutes, by whom or from where."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._times: dict[tuple[str, str], deque[float]] = {}

    def require_few(self, most: dict[tuple[str, str], int]) -> None:
        now = self._clock()
        for which, limit in most.items():
            times = self._times.get(which, deque())
            while times and times[0] <= now - WINDOW:
                times.popleft()
            if len(times) >= limit:
                wait = int(times[0] + WINDOW - now) + 1
                raise TooManyRequests(f"Too many wrong passwords: try again in {wait} seconds.", wait)

    def add(self, *attempts: tuple[str, str]) -> None:
        now = self._clock()
        over = [which for which, times in self._times.items() if times[-1] <= now - WINDOW]
        for which in over:
            del self._times[which]
        for which in attempts:
            self._times.setdefault(which, deque()).append(now)
