"""Rights over HTTP: anyone may ask, and what cannot be read is said in Accord's own error object."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from accord.domain.labels import Purpose
from accord.rights.registry import sources
from tests.server.conftest import Server


def decide(server: Server, **body: Any) -> httpx.Response:
    return server.web.post("/accord/v1/rights/decide", json=body)


def test_a_question_in_plain_words(server: Server) -> None:
    answer = decide(server, question="May I use MusicBrainz tags in a paid app?")
    assert answer.status_code == 200
    said = answer.json()
    assert (said["allowed"], said["answer"], said["purposes"]) == (False, "No", ["commercial"])
    (source,) = said["sources"]
    record = sources()["musicbrainz-supplementary"]
    assert source == {
        "id": record.id,
        "name": record.name,
        "clause": record.clause,
        "where": record.where,
        "read": record.read.isoformat(),
    }
    assert said["instead"] == [record.instead]
    assert said["obligations"] == []
    assert said["label"]["obligations"] == ["odrl:attribute", "odrl:shareAlike"]
    assert "dpv:CommercialPurpose" not in said["label"]["purposes"]


@pytest.mark.parametrize("purpose", ["publication", "PUBLICATION", "accord:Publication"])
def test_sources_and_purposes_by_name(server: Server, purpose: str) -> None:
    said = decide(server, sources=["audio-cc-by-nc", "musicbrainz-core"], purposes=[purpose]).json()
    assert (said["answer"], said["obligations"], said["instead"]) == ("Yes", ["odrl:attribute"], [])
    assert said["label"]["sources"] == ["audio-cc-by-nc", "musicbrainz-core"]


def test_a_combination_allows_what_all_allow(server: Server) -> None:
    said = decide(server, sources=["own-listening", "mpd"], purposes=["training", "commercial"]).json()
    assert said["answer"] == "No"
    assert [source["id"] for source in said["sources"]] == ["mpd", "own-listening"]
    assert said["label"]["purposes"] == ["dpv:NonCommercialResearch"]
    assert said["label"]["obligations"] == ["odrl:delete", "odrl:obtainConsent"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The body is not JSON."),
        (b"May I?", "The body is not JSON."),
        (b"\xff", "The body is not JSON."),
        (b"[1]", "The body must be a JSON object."),
        (b"null", "The body must be a JSON object."),
        (b"{}", "The body must have either"),
        (b'{"question": 1}', "The body must have either"),
        (b'{"question": "May I?", "sources": []}', "The body must have either"),
        (b'{"sources": ["mpd"]}', "The body must have either"),
        (b'{"sources": [], "purposes": ["training"]}', "`sources` must be a list"),
        (b'{"sources": ["mpd"], "purposes": "training"}', "`purposes` must be a list"),
        (b'{"sources": ["mpd", 1], "purposes": ["training"]}', "`sources` must be a list"),
        (b'{"sources": ["mpds"], "purposes": ["training"]}', "knows no source 'mpds'; did you mean 'mpd'?"),
        (b'{"sources": ["mpd"], "purposes": ["trainin"]}', "no purpose 'trainin'; did you mean 'training'?"),
        (b'{"sources": ["' + b"x" * 60_000 + b'"], "purposes": ["training"]}', "knows no source 'xxxx"),
        (b'{"question": "' + b"x" * 2_001 + b'"}', "2001 characters"),
        (b'{"question": "' + b"x" * 70_000 + b'"}', "larger than 65536 bytes"),
        (b'{"question": "How high is the moon?"}', "names no source"),
        (b'{"question": "May I train on Deezer data?"}', "'Deezer'"),
    ],
)
def test_bodies_that_cannot_be_read(server: Server, body: bytes, message: str) -> None:
    answer = server.web.post("/accord/v1/rights/decide", content=body)
    assert answer.status_code == 400
    (error,) = answer.json().values()
    assert set(error) == {"code", "message", "remedy"}
    assert message in error["message"]
    assert error["code"] in ("InvalidParameter", "UnclearQuestion")
    assert len(error["message"]) < 2_000


def test_the_truth_table_is_that_of_the_registry(server: Server) -> None:
    rows = server.web.get("/accord/v1/rights/table").json()
    assert [row["source"] for row in rows] == list(sources())
    for row in rows:
        allowed = {Purpose[name.upper()] for name, yes in row["allowed"].items() if yes}
        assert allowed == sources()[row["source"]].label.purposes
        assert list(row["allowed"]) == [purpose.name.lower() for purpose in Purpose]


def test_each_record_is_answered_whole(server: Server) -> None:
    records = server.web.get("/accord/v1/rights/sources").json()
    assert [record["id"] for record in records] == list(sources())
    for record in records:
        known = sources()[record["id"]]
        assert (record["clause"], record["where"], record["instead"]) == (known.clause, known.where, known.instead)
        assert record["stored"] is known.stored


def test_other_methods_and_paths(server: Server) -> None:
    assert server.web.get("/accord/v1/rights/decide").json()["error"]["code"] == "BadInput"
    unknown = server.web.get("/accord/v1/rights/nothing")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "NotFound")
