"""``accord clusters``: lines and JSON say the same."""

from __future__ import annotations

import json

import pytest

from accord.cli import invoke
from tests.cli import ada

pytestmark = pytest.mark.usefixtures("at_home")


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    return ada.said(capsys, "clusters", *arguments, code=code)


def test_lines_and_json_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    lines, found = said(capsys), json.loads(said(capsys, "--json"))
    assert found["clusters"]
    for group in found["clusters"]:
        assert f"{group['share']:4.0%}  {group['name']} ({group['recordings']} recordings)" in lines
        assert len(group["track_ids"]) == group["recordings"]
    assert f"account for {found['explained']:.0%}" in lines
    assert said(capsys) == lines


def test_modes_need_consent_and_something_heard(capsys: pytest.CaptureFixture[str]) -> None:
    assert "consent" in said(capsys, "--as", "Ada", code=6)
    assert invoke(["me", "give", "personalisation"]) == 0
    capsys.readouterr()
    assert said(capsys, "--as", "Ada") == "Nothing in the listening can be grouped: no analysed track is in it.\n"
    assert json.loads(said(capsys, "--as", "Ada", "--json"))["clusters"] == []
