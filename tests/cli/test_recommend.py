"""``accord recommend``: by name, with reasons that add up, as lines and as JSON."""

from __future__ import annotations

import json
import math
import re

import pytest

from accord.cli import invoke
from tests.cli import ada
from tests.server.music import ALBUM, SINGLE

pytestmark = pytest.mark.usefixtures("at_home")


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    return ada.said(capsys, "recommend", *arguments, code=code)


def test_reasons_sum_to_the_score_as_far_as_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "--like", SINGLE.title, "--like", "Ada Quartet", "--because", "--limit", "3").splitlines()
    scores: list[tuple[float, list[float]]] = []
    for line in lines:
        if line.startswith(" "):
            found = re.search(r"\(([+-]\d+\.\d\d)\)$", line)
            assert found, line
            scores[-1][1].append(float(found[1]))
        else:
            scores.append((float(line.split()[0]), []))
    assert len(scores) == 3
    assert all(math.isclose(score, sum(parts), abs_tol=0.005 * (len(parts) + 1)) for score, parts in scores)
    assert SINGLE.title not in "".join(line for line in lines if not line.startswith(" "))


@pytest.mark.parametrize("what", ["tracks", "artists", "playlists"])
def test_json_has_all_contributions(capsys: pytest.CaptureFixture[str], what: str) -> None:
    answer = json.loads(said(capsys, "--like", "chamber", "--target", "energy=0.2", "--what", what, "--json"))
    assert answer["items"]
    for item in answer["items"]:
        assert math.isclose(item["score"], sum(part["contribution"] for part in item["contributions"]), abs_tol=1e-9)
        assert "rest" not in [part["because"] for part in item["contributions"]]


def test_what_one_heard_counts_only_with_consent(capsys: pytest.CaptureFixture[str]) -> None:
    assert "consent" in said(capsys, "--as", "Ada", code=6)
    assert invoke(["me", "give", "personalisation"]) == 0
    capsys.readouterr()
    assert "Nothing in the library" in said(capsys, "--as", "Ada"), "she heard nothing yet"
    assert ALBUM[0].title in said(capsys, "--as", "Ada", "--like", ALBUM[1].title, "--limit", "100")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "Nothing is named"),
        (("--like", "No Such Thing"), 3, "no track, artist, album or genre"),
        (("--target", "energy"), 2, "--target takes"),
        (("--target", "energy=loud"), 2, "--target takes"),
        (("--target", "fame=1"), 2, "--target takes"),
    ],
)
def test_what_cannot_be_answered(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, says: str
) -> None:
    assert says in said(capsys, *arguments, code=code)
