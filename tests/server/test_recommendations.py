"""Recommendations, related artists and genre seeds: in the contracts' shape, with reasons that add up."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from accord.domain.entities import Listen
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.feedback import Kind, Verdict
from accord.library.people import open_people
from accord.rights.log_entry import LogKind
from accord.rights.registry import OWN_LISTENING
from tests.server import contract, music
from tests.server.conftest import Server
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


@contextmanager
def listening(server: Server, *scopes: str, heard: Sequence[music.Piece]) -> Iterator[tuple[str, httpx.Client]]:
    """Somebody who heard some pieces today and hides the bare one: their id, and an app that asks for them."""
    listener = server.add_listener(secrets.token_hex(4))
    with open_people(Settings(home=server.home)) as people:
        now = people.now()
        listens = [
            Listen(now - 3600 * hours, "Ada Quartet", piece.title, None, OWN_LISTENING.id, now)
            for hours, piece in enumerate(heard, 1)
        ]
        people.listening.add(listener.id, listens)
        people.feedback.say(listener.id, Kind.TRACK, music.BARE.id, Verdict.HIDE)
    headers = {"Authorization": f"Bearer {server.token_for(*scopes, listener=listener)}"}
    with httpx.Client(base_url=f"{server.url}/v1", headers=headers, timeout=60) as client:
        yield listener.id, client


def traces(server: Server) -> list[LogKind]:
    with open_people(Settings(home=server.home)) as people:
        return [people.log.entry(index).kind for index in range(people.log.size)]


ASKED: dict[str, str | int] = {"seed_genres": "electronic", "limit": 100}


def test_taste_counts_beside_seeds_with_consent_and_leaves_one_trace(server: Server, api: httpx.Client) -> None:
    plain = api.get("/recommendations", params=ASKED).json()
    with listening(server, "user-top-read", heard=music.ALBUM[:3]) as (listener_id, client):
        before = traces(server)
        assert client.get("/recommendations", params=ASKED).json() == plain, "no consent: as for anybody"
        assert traces(server) == before
        with open_people(Settings(home=server.home)) as people:
            people.consents.give(listener_id, Purpose.PERSONALISATION)
        before = traces(server)
        response = client.get("/recommendations", params=ASKED)
        contract.check(str(response.url), response.status_code, response.json())
        answer = response.json()
        assert traces(server) == [*before, LogKind.USE]
        assert music.BARE.id in {track["id"] for track in plain["tracks"]}
        assert music.BARE.id not in {track["id"] for track in answer["tracks"]}, "they hid it"
        assert all(adds_up(track) for track in answer["tracks"])
        reasons = [part for track in answer["tracks"] for part in track["accord_reasons"]]
        assert {f"played {piece.id}" for piece in music.ALBUM[:3]} <= {part["because"] for part in reasons}
        assert {"novelty", "recency"} <= {part["how"] for part in reasons}
        with open_people(Settings(home=server.home)) as people:
            people.consents.withdraw(listener_id, Purpose.PERSONALISATION)
        assert client.get("/recommendations", params=ASKED).json() == plain


def test_an_app_that_may_not_read_taste_is_told_nothing_of_it(server: Server, api: httpx.Client) -> None:
    with listening(server, "user-library-read", heard=music.ALBUM[:3]) as (listener_id, client):
        with open_people(Settings(home=server.home)) as people:
            people.consents.give(listener_id, Purpose.PERSONALISATION)
        before = traces(server)
        plain = api.get("/recommendations", params=ASKED).json()
        assert client.get("/recommendations", params=ASKED).json() == plain
        assert traces(server) == before


def test_seeds_that_lead_nowhere_are_not_replaced_by_taste(server: Server) -> None:
    with listening(server, "user-top-read", heard=music.ALBUM[:3]) as (listener_id, client):
        with open_people(Settings(home=server.home)) as people:
            people.consents.give(listener_id, Purpose.PERSONALISATION)
        assert client.get("/recommendations", params={"seed_genres": "polka"}).json()["tracks"] == []


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
