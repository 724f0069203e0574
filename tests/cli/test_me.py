"""``accord listener``, ``accord me`` and ``accord rights revoke``: one command each way, and sentences for people."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from accord.cli import invoke
from accord.rights.notices import published

OPTIONAL = [notice.name for notice in published().current if notice.optional]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "home"


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """Run a command; return what it prints, or its error."""
    found = invoke(list(arguments))
    printed = capsys.readouterr()
    assert found == code, printed
    return printed.err if code else printed.out


def test_listeners_are_added_listed_and_given_tokens(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "listener", "list") == ""
    lines = dict(line.split(maxsplit=1) for line in said(capsys, "listener", "add", "Ada Lovelace").splitlines())
    assert lines["listener"] == "Ada Lovelace"
    assert said(capsys, "listener", "list") == f"{lines['id']}  Ada Lovelace\n"
    token = said(capsys, "listener", "token", "Ada Lovelace").strip()
    assert str(uuid.UUID(token)) == token != lines["token"]
    assert "already" in said(capsys, "listener", "add", "ada lovelace", code=2)
    assert "There is no listener 'Berta'" in said(capsys, "listener", "token", "Berta", code=9)


def test_t3_withdrawing_is_one_command_as_giving_is(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "listener", "add", "Ada")
    for name in OPTIONAL:
        given = said(capsys, "me", "give", name, "--as", "Ada")
        assert f"{name}: yes. Given. Until " in given
        assert " ".join(published().named(name).text.split())[:60] in " ".join(given.split())
        assert said(capsys, "me", "withdraw", name, "--as", "Ada") == f"{name}: no. Withdrawn.\n"
        assert said(capsys, "me", "refuse", name, "--as", "Ada") == f"{name}: no. Withdrawn.\n"


def test_consents_are_shown_with_what_they_mean(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "listener", "add", "Ada")
    said(capsys, "me", "refuse", "research-export")
    shown = said(capsys, "me", "consents")
    for line in (
        "service: yes. Part of having an account.",
        "personalisation: no. Nobody has asked yet.",
        "research-export: no. Refused.",
    ):
        assert line in shown.splitlines()
    for notice in published().current:
        assert notice.data[0] in shown


def test_who_one_is_need_not_be_said_where_there_is_one_listener(capsys: pytest.CaptureFixture[str]) -> None:
    assert "There is no listener here" in said(capsys, "me", "consents", code=9)
    said(capsys, "listener", "add", "Ada")
    said(capsys, "me", "give", "personalisation")
    said(capsys, "listener", "add", "Berta")
    assert "There are 2 listeners here: say who you are with --as NAME." in said(capsys, "me", "consents", code=9)
    assert "personalisation: yes." in said(capsys, "me", "consents", "--as", "Ada")
    assert "personalisation: no." in said(capsys, "me", "consents", "--as", "Berta")


def test_a_receipt_is_json_or_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "listener", "add", "Ada")
    assert "Nothing was recorded" in said(capsys, "me", "receipt", "personalisation", code=3)
    said(capsys, "me", "give", "personalisation")
    record = json.loads(said(capsys, "me", "receipt", "personalisation"))["dpv:hasRecordOfActivity"]
    assert record["dpv:hasProcess"]["dpv:hasPurpose"] == "dpv:ProvidePersonalisedRecommendations"
    page = said(capsys, "me", "receipt", record["dct:identifier"], "--html")
    assert page.startswith("<!doctype html>")
    assert record["dct:identifier"] in page
    assert json.loads(said(capsys, "me", "receipt", "service"))["@type"] == "dpv:ConsentReceipt"
    assert "no consent record" in said(capsys, "me", "receipt", str(uuid.uuid4()), code=3)


def test_the_operator_revokes_what_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "listener", "add", "Ada")
    assert "could be revoked" in said(capsys, "rights", "revoke", "Ada", "personalisation", code=3)
    said(capsys, "me", "give", "personalisation")
    revoked = said(capsys, "rights", "revoke", "Ada", "personalisation")
    assert revoked == "personalisation: no. Whoever runs this Accord ended it.\n"
    assert "personalisation: no. Whoever runs this Accord ended it." in said(capsys, "me", "consents")


@pytest.mark.parametrize("command", ["give", "refuse", "withdraw"])
def test_what_is_no_purpose_is_refused_with_those_that_are(capsys: pytest.CaptureFixture[str], command: str) -> None:
    said(capsys, "listener", "add", "Ada")
    assert "community-statistics" in said(capsys, "me", command, "advertising", code=2)
    assert "erasing the account" in said(capsys, "me", command, "service", code=2)
