"""Affinity: what was played and said of music moves it among a person's top, in the direction that one expects."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.recommend.affinity import Top, artists_heard, top, tracks_heard
from accord.recommend.asked import NONE, Asked, Taste
from accord.recommend.history import Play, history
from accord.recommend.recommend import recommend
from accord.recommend.weights import WEIGHTS
from tests.recommend.worlds import genre, track, world

NOW = 1_790_000_000.0
DAY = 86_400.0
MONTH = 28 * DAY
POOL = world(
    [0, 1, 2, 3, 4, 5],
    artists=["Ada", "Ada", "Ada", "Bo", "Cy", "Cy"],
    genres=["jazz", "jazz", "", "rock", "rock", ""],
    recordings=[0, 1, 2, 3, 4, 4],
)
PLAYS = [Play(POOL.ids[0], NOW, 3), Play(POOL.ids[1], NOW, 3), Play(POOL.ids[3], NOW, 9), Play(POOL.ids[5], NOW, 1)]


def taste(*plays: Play, half_life: float = MONTH, **said: object) -> Taste:
    return Taste(history=history(POOL, plays, NOW, half_life=half_life), now=NOW, **said)  # type: ignore[arg-type]


def tracks(known: Taste) -> list[int]:
    return [POOL.row_of[one.id] for one in top(POOL, known, tracks_heard(POOL, known), 99).items]


def artists(known: Taste, limit: int = 99, offset: int = 0) -> Top:
    return top(POOL, known, artists_heard(POOL, known), limit, offset)


def test_playing_more_and_later_counts_for_more() -> None:
    assert tracks(taste(*PLAYS)) == [3, 0, 1, 4]
    old = [Play(POOL.ids[3], NOW - 2 * MONTH, 9), *PLAYS[:2]]
    assert tracks(taste(*old)) == [0, 1, 3]
    assert tracks(taste(*old, half_life=math.inf)) == [3, 0, 1], "in all that is kept, the old is not less"


def test_what_is_said_counts_as_in_recommendations() -> None:
    assert tracks(taste(*PLAYS, liked=(genre(POOL, "jazz"),)))[:3] == [3, 0, 1]
    assert tracks(taste(*PLAYS, liked=(track(POOL, 1),))) == [3, 1, 0, 4]
    assert tracks(taste(*PLAYS, less=(genre(POOL, "rock"),)))[:2] == [0, 1]
    assert tracks(taste(*PLAYS, skips={0: 30})) == [3, 1, 0, 4]
    shown = recommend(Asked(POOL, taste=taste(*PLAYS, less=(genre(POOL, "rock"),))), 9).tracks
    amounts = {part.contribution for one in shown for part in one.contributions if part.how == "less"}
    first = top(POOL, known := taste(*PLAYS, less=(genre(POOL, "rock"),)), tracks_heard(POOL, known), 9).items
    assert amounts == {part.contribution for one in first for part in one.contributions if part.how == "less"}


def test_a_liked_file_likes_the_recording() -> None:
    (one,) = top(POOL, known := taste(PLAYS[3], liked=(track(POOL, 5),)), tracks_heard(POOL, known), 9).items
    assert (one.id, one.score) == (POOL.ids[4], 1.0 + WEIGHTS["liked"])


def test_what_is_hidden_never_comes() -> None:
    for hidden in range(len(POOL)):
        known = taste(*PLAYS, hidden=NONE if hidden == 2 else POOL.recordings[[hidden]])
        assert int(POOL.recordings[hidden]) not in tracks(known)
    everything = taste(*PLAYS, hidden=POOL.by_artist["Ada"])
    assert [one.id for one in artists(everything).items] == ["Bo", "Cy"]
    assert artists(taste()) == Top((), 0)


def test_artists_add_up_what_is_played_and_average_what_is_said() -> None:
    known = taste(*PLAYS)
    assert [one.id for one in artists(known).items] == ["Ada", "Bo", "Cy"]
    assert artists(known).items[0].score == 1.0
    ada, *_ = artists(taste(*PLAYS, liked=(genre(POOL, "jazz"),))).items
    assert ada.score == pytest.approx(1.0 + WEIGHTS["liked"]), "not once a track"


def test_pages_cut_one_list() -> None:
    known = taste(*PLAYS)
    whole = artists(known)
    pages = [artists(known, limit=1, offset=offset) for offset in range(4)]
    assert [one for page in pages for one in page.items] == list(whole.items)
    assert {page.among for page in pages} == {3}


@given(
    st.lists(st.tuples(st.integers(0, 5), st.floats(0, 1e9), st.integers(1, 9999)), max_size=12),
    st.dictionaries(st.integers(0, 5), st.integers(1, 99)),
    st.sets(st.integers(0, 5)),
)
def test_contributions_sum_to_the_score(
    heard: list[tuple[int, float, int]], skips: dict[int, int], liked: set[int]
) -> None:
    plays = [Play(POOL.ids[row], NOW - age, times) for row, age, times in heard]
    known = taste(*plays, skips=skips, liked=tuple(track(POOL, row) for row in sorted(liked)))
    for things in (tracks_heard(POOL, known), artists_heard(POOL, known)):
        found = top(POOL, known, things, 99)
        assert found.among == len(found.items) == len(things)
        for one in found.items:
            assert one.score == pytest.approx(sum(part.contribution for part in one.contributions), abs=1e-9)
        assert [one.score for one in found.items] == sorted((one.score for one in found.items), reverse=True)
