"""T16: nothing is derived without a label, and no label allows more than what the thing was made from."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import InvalidParameter, NoLabel, PurposeDenied, SourceRefused, UnknownSource
from accord.domain.labels import Label, Obligation, Purpose
from accord.rights.algebra import meet, within
from accord.rights.lineage import (
    Activity,
    Derived,
    DerivedKind,
    Input,
    Thing,
    Used,
    derive,
    source_thing,
    veiled,
    walk,
)
from accord.rights.prov import prov_document
from accord.rights.registry import sources

KEPT = sorted(id_ for id_, source in sources().items() if source.stored)
INPUTS = st.builds(
    Input.of,
    st.sampled_from(["listens", "tracks", "analyses"]),
    st.sampled_from(KEPT),
    st.integers(0, 10_000),
    st.sampled_from([None, "ada", "berta"]),
)
LISTENS = Input.of("listens", "own-listening", 12, "ada")


def playlist(*inputs: Input, purpose: Purpose = Purpose.SERVICE) -> Derived:
    return derive("playlist", "mix", purpose=purpose, activity="mixing", agent="test 1", inputs=inputs)


@given(st.lists(INPUTS, min_size=1, max_size=5), st.sampled_from(Purpose))
def test_t16_a_derived_label_is_within_every_input_and_names_all(inputs: list[Input], purpose: Purpose) -> None:
    together = meet(*(one.label for one in inputs))
    if purpose not in together.purposes:
        with pytest.raises(PurposeDenied):
            playlist(*inputs, purpose=purpose)
        return
    made = playlist(*inputs, purpose=purpose)
    assert made.label == together
    assert all(within(made.label, one.label) for one in inputs)
    assert made.label.sources == {one.source_id for one in inputs}
    assert made.label.subjects == {one.listener_id for one in inputs} - {None}


def test_t16_nothing_is_derived_from_nothing() -> None:
    with pytest.raises(NoLabel):
        playlist()


WIDER: list[Any] = [
    {"purposes": frozenset(Purpose)},
    {"obligations": frozenset()},
    {"sources": frozenset({"accord-demo"})},
    {"subjects": frozenset()},
]


@pytest.mark.parametrize("change", WIDER, ids=lambda change: next(iter(change)))
def test_t16_no_constructor_takes_a_label_that_allows_or_hides_more(change: Any) -> None:
    made = playlist(LISTENS)
    with pytest.raises(NoLabel, match="allows more than what it was made from"):
        dataclasses.replace(made, label=dataclasses.replace(made.label, **change))
    with pytest.raises(NoLabel):
        dataclasses.replace(LISTENS, label=dataclasses.replace(LISTENS.label, **change))


def test_t16_a_narrower_label_is_taken() -> None:
    narrow = dataclasses.replace(LISTENS.label, purposes=frozenset({Purpose.SERVICE}))
    assert dataclasses.replace(playlist(LISTENS), label=narrow).label == narrow


def test_t17_an_unknown_or_refused_source_goes_into_nothing() -> None:
    with pytest.raises(UnknownSource):
        Input.of("tracks", "found-somewhere", 1)
    with pytest.raises(UnknownSource):
        Input("tracks", "found-somewhere", 1, LISTENS.label)
    for source in sources().values():
        if not source.stored:
            with pytest.raises(SourceRefused):
                Input.of("tracks", source.id, 1)


@pytest.mark.parametrize("change", [{"kind": "rumour"}, {"name": ""}, {"activity": ""}, {"agent": ""}])
def test_a_thing_without_its_particulars_is_refused(change: Any) -> None:
    with pytest.raises(InvalidParameter):
        dataclasses.replace(playlist(LISTENS), **change)


@pytest.mark.parametrize("change", [{"what": ""}, {"rows": -1}])
def test_an_input_of_nothing_is_refused(change: Any) -> None:
    with pytest.raises(InvalidParameter):
        dataclasses.replace(LISTENS, **change)


# Chains, and how PROV-JSON writes them


def chain(invalidated_at: int | None = None) -> Thing:
    """A playlist made from a model, both made from the listens of two people."""
    end = source_thing("own-listening")
    label = end.label.about("ada", "berta")
    listens = Thing("listens", "m/0", "12 listens", label, (end,), rows=12)
    trained = Activity("training", "trainer 1", 100, Purpose.TRAINING, (Used("listens", "own-listening", 12),))
    model = Thing("model", "m", "model", label, (listens,), activity=trained, digest="ab" * 32)
    mixed = Activity("mixing", "mixer 1", 200, Purpose.PERSONALISATION, (Used("m", "own-listening", 12),))
    return Thing("playlist", "p", "mix", label, (model, listens), activity=mixed, invalidated_at=invalidated_at)


def test_a_chain_is_walked_once_from_the_top_to_the_registry() -> None:
    kinds = [thing.kind for thing in walk(chain())]
    assert kinds == ["playlist", "model", "listens", "source"]


def test_prov_json_names_every_relation_and_both_of_its_ends() -> None:
    document = prov_document(chain(invalidated_at=300))
    entities, activities, agents = (document[what].keys() for what in ("entity", "activity", "agent"))
    assert entities == {"accord:playlist/p", "accord:model/m", "accord:listens/m/0", "accord:source/own-listening"}
    ends = {
        "used": ("activity", "entity"),
        "wasGeneratedBy": ("entity", "activity"),
        "wasDerivedFrom": ("generatedEntity", "usedEntity"),
        "wasAttributedTo": ("entity", "agent"),
        "wasAssociatedWith": ("activity", "agent"),
        "wasInvalidatedBy": ("entity", "activity"),
    }
    for relation, roles in ends.items():
        assert document[relation], relation
        for about in document[relation].values():
            for role in roles:
                known = {"activity": activities, "agent": agents}.get(role, entities)
                assert about[f"prov:{role}"] in known
    derived = {(r["prov:generatedEntity"], r["prov:usedEntity"]) for r in document["wasDerivedFrom"].values()}
    assert ("accord:playlist/p", "accord:model/m") in derived
    assert ("accord:listens/m/0", "accord:source/own-listening") in derived
    ended = document["entity"]["accord:playlist/p"]["prov:invalidatedAtTime"]
    assert ended == {"$": "1970-01-01T00:05:00+00:00", "type": "xsd:dateTime"}


def test_a_track_gathers_its_members_in_prov_json() -> None:
    end = source_thing("accord-demo")
    file = Thing("file", "1", "a.flac", end.label, (end,), licence="CC0-1.0")
    document = prov_document(Thing("track", "t", "A", end.label, members=(file,)))
    (gathered,) = document["hadMember"].values()
    assert gathered == {"prov:collection": "accord:track/t", "prov:entity": "accord:file/1"}
    assert document["entity"]["accord:file/1"]["dcterms:license"] == "CC0-1.0"
    assert document["entity"]["accord:source/accord-demo"]["accord:clause"] == sources()["accord-demo"].clause


def test_prov_json_names_no_listener() -> None:
    assert "ada" not in json.dumps(prov_document(chain()))
    assert prov_document(chain())["entity"]["accord:playlist/p"]["accord:subjects"] == 2


def test_what_is_about_people_is_seen_by_them_alone() -> None:
    assert veiled(chain(), None) is None
    assert veiled(chain(), "carla") is None
    assert veiled(chain(), "ada") == chain()


def test_what_is_about_others_further_down_has_no_name() -> None:
    label = source_thing("own-listening").label
    others = Thing("playlist", "o", "Berta's evenings", label.about("berta"), (source_thing("own-listening"),))
    mine = Thing("playlist", "p", "Ada's days", label.about("ada", "berta"), (others,))
    assert [thing.name for thing in walk(mine)][:2] == ["Ada's days", "Berta's evenings"]
    seen = veiled(mine, "ada")
    assert seen is not None
    assert [thing.name for thing in walk(seen)][:2] == ["Ada's days", "playlist"]


def test_a_source_that_the_registry_forgot_allows_nothing() -> None:
    gone = source_thing("once-known")
    assert gone.label == Label(frozenset(), frozenset[Obligation](), frozenset({"once-known"}), frozenset())
    assert gone.source is None


def test_the_kinds_are_those_that_the_store_takes() -> None:
    assert set(get_args(DerivedKind)) == {"model", "playlist", "statistic", "export", "backup"}
