"""Recommendations, related artists and genre seeds: in the contracts' shape, with reasons that add up."""

from __future__ import annotations

import math
from typing import Any

import httpx
import pytest

from tests.server import music
from tests.server.music import ADA, BELA, SINGLE


def adds_up(answer: dict[str, Any]) -> bool:
    total = sum(part["contribution"] for part in answer["accord_reasons"])
    return math.isclose(answer["accord_score"], total, abs_tol=1e-9)


def test_recommendations_come_with_seeds_and_reasons_that_add_up(api: httpx.Client) -> None:
    seeds = {"seed_tracks": SINGLE.id, "seed_artists": BELA, "seed_genres": "chamber,polka"}
    asked: dict[str, str | int] = {**seeds, "limit": 10}
    answer = api.get("/recommendations", params=asked).json()
    assert [(seed["type"], seed["id"]) for seed in answer["seeds"]] == [
        ("ARTIST", BELA),
        ("GENRE", "chamber"),
        ("GENRE", "polka"),
        ("TRACK", SINGLE.id),
    ]
    for seed in answer["seeds"]:
        sizes = [seed["initialPoolSize"], seed["afterFilteringSize"], seed["afterRelinkingSize"]]
        assert sizes == sorted(sizes, reverse=True)
        assert (sizes[0] == 0) == (seed["id"] == "polka")
    assert len(answer["tracks"]) == 10
    assert SINGLE.id not in [track["id"] for track in answer["tracks"]]
    for track in answer["tracks"]:
        assert math.isclose(
            track["accord_score"], sum(part["contribution"] for part in track["accord_reasons"]), abs_tol=1e-9
        )
        assert track["album"]["id"]


def test_bounds_are_kept(api: httpx.Client) -> None:
    tempos = sorted({music.features(piece)["tempo"] for piece in music.PIECES if piece.analysed})
    middle = tempos[len(tempos) // 2]
    asked = {"seed_artists": ADA, "min_tempo": middle, "target_energy": 0.6, "limit": 100}
    tracks = api.get("/recommendations", params=asked).json()["tracks"]
    assert tracks
    ids = ",".join(track["id"] for track in tracks)
    assert all(
        one["tempo"] >= middle for one in api.get("/audio-features", params={"ids": ids}).json()["audio_features"]
    )
    nothing = api.get("/recommendations", params={"seed_artists": ADA, "min_tempo": 999}).json()
    assert nothing["tracks"] == []
    assert nothing["seeds"][0]["afterFilteringSize"] == 0


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"seed_genres": "a,b,c,d,e,f"}, 400),
        ({"seed_genres": "chamber", "limit": "0"}, 400),
        ({"seed_genres": "chamber", "limit": "101"}, 400),
        ({"seed_genres": "chamber", "limit": "ten"}, 400),
        ({"seed_genres": "chamber", "min_energy": "0.9", "max_energy": "0.1"}, 400),
        ({"seed_genres": "chamber", "target_energy": "much"}, 400),
        ({"seed_tracks": "short"}, 400),
        ({"seed_tracks": "0" * 22}, 200),
        ({"seed_genres": "chamber,chamber"}, 200),
        ({"seed_genres": "chamber", "target_loudness": "0.6"}, 200),
    ],
)
def test_what_cannot_be_answered(api: httpx.Client, asked: dict[str, str], status: int) -> None:
    assert api.get("/recommendations", params=asked).status_code == status


def test_unknown_parameters_are_ignored_and_named(api: httpx.Client) -> None:
    asked = {"seed_genres": "chamber", "max_dancebility": "0.5", "sé": "1"}
    response = api.get("/recommendations", params=asked)
    assert response.status_code == 200
    assert response.headers["Accord-Ignored-Parameters"] == "max_dancebility, s%C3%A9"
    assert "Accord-Ignored-Parameters" not in api.get("/recommendations", params={"seed_genres": "chamber"}).headers


def test_genre_seeds_are_the_librarys_own(api: httpx.Client) -> None:
    genres = api.get("/recommendations/available-genre-seeds").json()["genres"]
    assert "chamber" in genres
    assert genres == sorted(genres)
    for genre in genres[:5]:
        seed = api.get("/recommendations", params={"seed_genres": genre}).json()["seeds"][0]
        assert seed["initialPoolSize"] > 0


def test_related_artists_are_alike_with_reasons(api: httpx.Client) -> None:
    artists = api.get(f"/artists/{ADA}/related-artists").json()["artists"]
    assert BELA in [artist["id"] for artist in artists]
    assert ADA not in [artist["id"] for artist in artists]
    scores = [artist["accord_score"] for artist in artists]
    assert scores == sorted(scores, reverse=True)
    for artist in artists:
        assert math.isclose(
            artist["accord_score"], sum(part["contribution"] for part in artist["accord_reasons"]), abs_tol=1e-9
        )
    assert api.get(f"/artists/{music.UNKNOWN}/related-artists").status_code == 404
    assert api.get("/artists/short/related-artists").status_code == 400
