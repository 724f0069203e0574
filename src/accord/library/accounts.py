"""The accounts of a library: how listeners log in, and what they let apps do for them."""

from __future__ import annotations

import time
from collections.abc import Callable

from accord.library.grants import Grants
from accord.library.passwords import Passwords
from accord.library.sessions import Sessions
from accord.store.engine import Store


class Accounts:
    """Passwords, sessions and grants of one library.

    Parameters
    ----------
    store : Store
        The library's database.
    lifetime : int
        Seconds that an access token lives.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, store: Store, lifetime: int, clock: Callable[[], float] = time.time) -> None:
        self.passwords = Passwords(store, clock)
        self.sessions = Sessions(store, clock)
        self.grants = Grants(store, lifetime, clock)
