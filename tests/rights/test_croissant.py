"""The description of a data set says all that its label says, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import UnknownSource
from accord.domain.labels import Label, Obligation, Purpose
from accord.rights.croissant import CONTEXT, File, describe, licence_url, offer
from accord.rights.registry import OWN_LISTENING

LISTENS = File("listens.jsonl", "application/jsonl", 10, "0" * 64, "What was heard.", 1, {"track_name": "sc:Text"})
NOTE = File("README.md", "text/markdown", 5, "1" * 64, "What is in here.")


def _described(label: Label) -> dict[str, object]:
    return describe(
        name="listens",
        description="What someone heard.",
        label=label,
        files=[LISTENS, NOTE],
        made_at=0,
        agent="accord 1",
        activity="export",
        responsible={"personalSensitiveInformation": "What a person listened to."},
    )


def _purposes(rules: list[dict[str, object]]) -> set[str]:
    return {rule["odrl:constraint"][0]["odrl:rightOperand"]["@id"] for rule in rules}  # type: ignore[index]


@given(st.frozensets(st.sampled_from(Purpose)), st.frozensets(st.sampled_from(Obligation)))
def test_an_offer_permits_what_the_label_allows_and_prohibits_the_rest(
    purposes: frozenset[Purpose], obligations: frozenset[Obligation]
) -> None:
    terms = offer(Label(purposes, obligations, frozenset({"own-listening"}), frozenset()))
    assert _purposes(terms["odrl:permission"]) == {str(purpose) for purpose in purposes}
    assert _purposes(terms["odrl:prohibition"]) == {str(purpose) for purpose in set(Purpose) - purposes}
    for permission in terms["odrl:permission"]:
        duties = {duty["odrl:action"]["@id"] for duty in permission.get("odrl:duty", [])}
        assert duties == {str(duty) for duty in obligations}


def test_every_term_is_declared_and_every_reference_leads_somewhere() -> None:
    described = _described(OWN_LISTENING.label)
    prefixes = {name for name, value in CONTEXT.items() if isinstance(value, str) and value.endswith(("/", "#", ":"))}
    files = {file["@id"] for file in described["distribution"]}  # type: ignore[attr-defined]

    def walk(node: object) -> None:
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            for name, value in node.items():
                assert ":" not in name or name.split(":")[0] in prefixes, name
                if name == "fileObject":
                    assert value["@id"] in files
                walk(value)

    walk({name: value for name, value in described.items() if name != "@context"})
    assert described["conformsTo"][0] == "http://mlcommons.org/croissant/1.1"  # type: ignore[index]
    assert [records["@id"] for records in described["recordSet"]] == ["listens"]  # type: ignore[attr-defined]
    assert described["datePublished"] == "1970-01-01T00:00:00Z"


def test_a_source_that_nobody_vouches_for_is_not_described() -> None:
    with pytest.raises(UnknownSource):
        _described(Label(frozenset(), frozenset(), frozenset({"nowhere"}), frozenset()))


@pytest.mark.parametrize(
    ("licence", "url"),
    [
        ("CC0-1.0", "https://spdx.org/licenses/CC0-1.0"),
        ("CC-BY-4.0 OR MIT", "CC-BY-4.0 OR MIT"),
        ("LicenseRef-accord-own", "LicenseRef-accord-own"),
    ],
)
def test_only_a_plain_spdx_licence_has_a_page(licence: str, url: str) -> None:
    assert licence_url(licence) == url
