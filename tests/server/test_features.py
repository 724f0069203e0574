"""Audio features and analysis: the bytes that the analyser wrote, for one track and for many."""

from __future__ import annotations

import gzip
import json

import httpx
import pytest
from pydantic import TypeAdapter

from accord.server.coding import accepts
from accord.server.webapi.audio_analysis import AudioAnalysis
from accord.server.webapi.audio_features import AudioFeatures
from tests.server import music
from tests.server.conftest import Server

FIRST, SECOND = music.ALBUM[:2]


def test_features_are_the_stored_bytes_with_this_servers_url(api: httpx.Client, server: Server) -> None:
    answer = api.get(f"/audio-features/{FIRST.id}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.content == music.stored(FIRST).features.replace(b"{base}", server.url.encode())
    TypeAdapter(AudioFeatures).validate_json(answer.content)


def test_links_in_features_lead_on(api: httpx.Client) -> None:
    features = api.get(f"/audio-features/{FIRST.id}").json()
    assert api.get(features["track_href"]).json()["id"] == FIRST.id
    assert api.get(features["analysis_url"]).json()["track"]["duration"] == FIRST.duration


def test_a_batch_keeps_order_and_duplicates_and_says_null_for_the_unknown(api: httpx.Client) -> None:
    wanted = [SECOND.id, music.UNKNOWN, FIRST.id, SECOND.id, music.SILENT.id]
    found = api.get("/audio-features", params={"ids": ",".join(wanted)}).json()["audio_features"]
    assert [entry and entry["id"] for entry in found] == [SECOND.id, None, FIRST.id, SECOND.id, None]


@pytest.mark.parametrize("ids", ["{0},", ",{0}", "{0},,", " {0} , "])
def test_empty_items_of_a_list_are_left_out(api: httpx.Client, ids: str) -> None:
    found = api.get("/audio-features/", params={"ids": ids.format(FIRST.id)}).json()["audio_features"]
    assert [entry["id"] for entry in found] == [FIRST.id]


def test_a_hundred_ids_pass_and_one_more_does_not(api: httpx.Client) -> None:
    hundred = [music.PIECES[index % len(music.ALBUM)].id for index in range(100)]
    assert len(api.get("/audio-features", params={"ids": ",".join(hundred)}).json()["audio_features"]) == 100
    refused = api.get("/audio-features", params={"ids": ",".join([*hundred, FIRST.id])})
    assert refused.status_code == 400
    assert refused.json() == {"error": {"status": 400, "message": "too many ids requested"}}


@pytest.mark.parametrize("resource", ["audio-features", "audio-analysis"])
@pytest.mark.parametrize("id_", [music.UNKNOWN, music.SILENT.id])
def test_a_track_without_analysis_is_not_found(api: httpx.Client, resource: str, id_: str) -> None:
    answer = api.get(f"/{resource}/{id_}")
    assert answer.json() == {"error": {"status": 404, "message": "Resource not found"}}
    assert answer.status_code == 404


def test_analysis_is_sent_compressed_as_stored(api: httpx.Client) -> None:
    with api.stream("GET", f"/audio-analysis/{FIRST.id}", headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"].lower().split(", ").count("accept-encoding") == 1
        assert answer.json() == music.analysis(FIRST)
        assert int(answer.headers["content-length"]) == len(music.stored(FIRST).document)


@pytest.mark.parametrize("encoding", ["identity", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", ""])
def test_analysis_is_decompressed_for_a_client_that_takes_no_gzip(api: httpx.Client, encoding: str) -> None:
    answer = api.get(f"/audio-analysis/{FIRST.id}", headers={"Accept-Encoding": encoding})
    assert "content-encoding" not in answer.headers
    assert answer.content == gzip.decompress(music.stored(FIRST).document)


@pytest.mark.parametrize(
    "header", ["gzip", "GZIP", "br, gzip;q=0.5", "gzip, deflate, br", "*", "gzip;q=1.0", "br;q=0, *"]
)
def test_gzip_is_taken(header: str) -> None:
    assert accepts("gzip", header)


def test_the_model_describes_the_analysis(api: httpx.Client) -> None:
    body = api.get(f"/audio-analysis/{FIRST.id}").content
    assert TypeAdapter(AudioAnalysis).validate_json(body) == json.loads(body)
