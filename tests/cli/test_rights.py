"""``accord rights ask`` and ``accord rights table``."""

from __future__ import annotations

import json

import pytest

from accord import cli
from accord.domain.labels import Purpose
from accord.rights import vocabulary
from accord.rights.registry import sources


def test_the_first_word_is_the_answer_and_the_rest_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["rights", "ask", "May I use MusicBrainz tags in a paid app?"]) == 0
    out = capsys.readouterr().out
    record = sources()["musicbrainz-supplementary"]
    assert out.split()[0] == "No"
    for said in (record.clause, record.where, record.read.isoformat(), record.instead):
        assert said in out


def test_a_yes_says_what_is_owed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["rights", "ask", "publish", "playlists", "made", "from", "NC", "music"]) == 0
    out = capsys.readouterr().out
    assert out.split()[0] == "Yes"
    assert "names the authors" in out
    assert "Instead" not in out
    assert cli.invoke(["rights", "ask", "Wikidata in a paid app"]) == 0
    assert "Nothing is owed." in capsys.readouterr().out


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["rights", "ask", "--json", "train a model for my thesis on MPD"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["answer"], said["purposes"]) == ("Yes", ["non_commercial_research"])
    assert cli.invoke(["rights", "table", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["source"] for row in rows] == list(sources())


def test_a_question_that_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["rights", "ask", "How high is the moon?"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "names no source" in said.err
    assert "musicbrainz-core" in said.err
    assert "accord rights table" in said.err


@pytest.mark.parametrize("columns", ["40", "120", "300"])
def test_the_table_is_printed_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert cli.invoke(["rights", "table"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 120
    for source in sources().values():
        (row,) = (line for line in lines if line.split()[:1] == [source.id])
        marks = ["yes" if purpose in source.label.purposes else "no" for purpose in Purpose]
        assert row.split()[1:10] == [*marks, "yes" if source.stored else "no"]
        assert source.licence in row
    for words in vocabulary.purposes().values():
        assert any(line.startswith(words.column) and line.endswith(words.meaning) for line in lines)
