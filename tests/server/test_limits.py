"""How much an app may ask, and what it hears beyond that."""

from __future__ import annotations

import contextlib

import httpx
import pytest
import spotipy
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import TooManyRequests
from accord.server.limits import WINDOW, Limits
from tests.server import contract, music
from tests.server.conftest import Server, serving


class Clock:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_window_rolls() -> None:
    clock = Clock()
    limits = Limits(3, clock)
    for moment in (0.0, 10.0, 20.5):
        clock.now = moment
        limits.count("app")
    clock.now = 25.0
    with pytest.raises(TooManyRequests) as refused:
        limits.count("app")
    assert refused.value.retry_after == 5
    limits.count("another")
    clock.now += refused.value.retry_after
    limits.count("app")
    with pytest.raises(TooManyRequests) as refused:
        limits.count("app")
    assert refused.value.retry_after == 10


@given(st.lists(st.floats(0, 20), max_size=60), st.integers(1, 5))
def test_no_window_ever_holds_more_and_waiting_as_told_always_helps(pauses: list[float], most: int) -> None:
    clock, answered = Clock(), list[int]()
    limits = Limits(most, clock)
    for pause in pauses:
        clock.now += pause
        with contextlib.suppress(TooManyRequests):
            limits.count("app")
            answered.append(int(clock.now))
            continue
        with pytest.raises(TooManyRequests) as refused:
            limits.count("app")
        assert 1 <= refused.value.retry_after <= WINDOW
        clock.now += refused.value.retry_after
        limits.count("app")
        answered.append(int(clock.now))
    assert all(sum(second - WINDOW < one <= second for one in answered) <= most for second in answered)


def test_none_is_set_by_zero() -> None:
    limits = Limits(0)
    for _ in range(10):
        limits.count("app")


def test_an_app_that_asks_too_much_is_told_when_to_come_back(server: Server) -> None:
    with serving(server.home, ACCORD_RATE_LIMIT="5") as (url, _):
        headers = {"Authorization": f"Bearer {server.token()}"}
        paths = [f"/v1/audio-features/{music.SINGLE.id}", f"/v1/tracks/{music.SINGLE.id}"]
        answers = [httpx.get(url + paths[number % 2], headers=headers, timeout=60) for number in range(7)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
        for answer in answers[5:]:
            assert answer.json() == {"error": {"status": 429, "message": "API rate limit exceeded"}}
            assert 1 <= int(answer.headers["retry-after"]) <= WINDOW
            contract.check(str(answer.url), 429, answer.json())
        client = spotipy.Spotify(auth=server.token(), retries=0, requests_timeout=60)
        client.prefix = f"{url}/v1/"
        with pytest.raises(spotipy.SpotifyException) as refused:
            client.track(music.SINGLE.id)
        assert refused.value.http_status == 429
