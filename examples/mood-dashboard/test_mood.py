"""Moods of tracks and of lists, and the page that shows them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from mood import MOODS, Heard, mood, summary
from page import page


def heard(valence: float, energy: float, tempo: float = 120, title: str = "a track") -> Heard:
    return Heard(title, valence, energy, danceability=0.5, acousticness=0.5, tempo=tempo)


@pytest.mark.parametrize(
    ("valence", "energy", "name"),
    [(0.9, 0.9, "elated"), (0.9, 0.1, "serene"), (0.1, 0.9, "tense"), (0.1, 0.1, "blue"), (0.5, 0.5, "elated")],
)
def test_a_mood_is_a_quarter_of_the_plane(valence: float, energy: float, name: str) -> None:
    assert mood(valence, energy) == heard(valence, energy).mood == name


def test_what_is_played_most_weighs_most() -> None:
    whole = summary([heard(0.9, 0.2, tempo=90), heard(0.3, 0.8, tempo=120)])
    assert whole.valence == pytest.approx((0.9 + 0.3 / 2) / 1.5)
    assert whole.tempo == pytest.approx(100)
    assert whole.shares == {"elated": 0, "serene": 0.5, "tense": 0.5, "blue": 0}


def test_the_mood_of_a_list_is_that_of_most_tracks() -> None:
    whole = summary([heard(0.9, 0.9), heard(0.1, 0.1), heard(0.2, 0.2)])
    assert (whole.mood, whole.tracks) == ("blue", 3)
    assert list(whole.shares) == list(MOODS)
    assert sum(whole.shares.values()) == pytest.approx(1)


def test_a_page_shows_every_track_where_it_lies() -> None:
    text = page("Tom & <Jerry>", {"lately": [heard(0.25, 0.9, title='"A" & <B>'), heard(0.5, 0.5)], "long ago": []})
    assert "Moods of Tom &amp; &lt;Jerry&gt;" in text
    assert text.count("nothing played yet") == 1
    picture = ElementTree.fromstring(text[text.index("<svg") : text.index("</svg>") + len("</svg>")])
    dots = picture.findall("circle")
    assert [(dot.get("cx"), dot.get("cy"), dot.findtext("title")) for dot in dots] == [
        ("25.0", "10.0", '"A" & <B>'),
        ("50.0", "50.0", "a track"),
    ]
