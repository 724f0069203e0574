"""T15: the summary of training data says exactly what went in."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import InvalidParameter
from accord.domain.labels import Purpose
from accord.rights.algebra import meet
from accord.rights.lineage import Activity, Thing, Used, source_thing
from accord.rights.registry import KINDS, sources
from accord.rights.summary import CATEGORIES, MODALITIES, OUTSIDE, training_summary

USED = st.builds(
    Used,
    st.sampled_from(["listens", "tracks", "inner"]),
    st.sampled_from([*(id_ for id_, source in sources().items() if source.stored), "forgotten"]),
    st.integers(0, 10_000),
)


def model(used: list[Used], kind: str = "model") -> Thing:
    """A model of that, some of it through a playlist."""
    label = meet(*(source_thing(one.source_id).label for one in used))
    inner = Thing("playlist", "inner", "mix", label, activity=Activity("mixing", "mixer 1"))
    made = Activity("training", "trainer 1", 1_700_000_000, Purpose.TRAINING, tuple(used))
    return Thing(kind, "m", "neighbours", label.about("ada", "berta"), (inner,), activity=made, digest="ab" * 32)


@given(st.lists(USED, min_size=1, max_size=8))
def test_t15_the_sums_are_those_of_the_inputs(used: list[Used]) -> None:
    summary = training_summary(model(used), "Ada, ada@example.org")
    listed = summary["list of data sources"]
    assert summary["general information"]["rows"] == sum(one.rows for one in used)
    by_source: Counter[str] = Counter()
    for one in used:
        by_source[one.source_id] += one.rows
    assert {source["id"]: source["total"] for source in listed} == dict(by_source)
    for source in listed:
        assert source["total"] == sum(source["rows"].values())
        named = {
            "rows of playlist inner" if one.what == "inner" else one.what
            for one in used
            if one.source_id == source["id"]
        }
        assert source["rows"].keys() == named


def test_t15_the_three_sections_say_who_what_and_how() -> None:
    summary = training_summary(model([Used("listens", "own-listening", 12)]), "Ada, ada@example.org")
    assert list(summary) == ["general information", "list of data sources", "data processing"]
    general, (listed,), processing = summary.values()
    assert general["provider"] == "Ada, ada@example.org"
    assert general["people"] == 2
    assert general["made"] == "2023-11-14T22:13:20+00:00"
    assert general["modalities"] == ["listening events"]
    record = sources()["own-listening"]
    assert (listed["category"], listed["clause"], listed["where"]) == ("user data", record.clause, record.where)
    assert "Consent" in processing["lawful basis"]
    assert "withdraw" in processing["withdrawal"]


def test_t15_no_consent_is_claimed_where_none_is_owed() -> None:
    processing = training_summary(model([Used("tracks", "accord-demo", 3)]), "Ada")["data processing"]
    assert "lawful basis" not in processing
    assert "withdrawal" not in processing


def test_a_source_that_the_registry_forgot_is_named_as_such() -> None:
    (listed,) = training_summary(model([Used("tracks", "forgotten", 3)]), "Ada")["list of data sources"]
    assert listed["category"] == OUTSIDE
    assert listed["total"] == 3


def test_every_kind_of_source_has_its_place() -> None:
    assert CATEGORIES.keys() == MODALITIES.keys() == set(KINDS)


def test_what_was_not_derived_has_no_summary() -> None:
    with pytest.raises(InvalidParameter, match="is a track"):
        training_summary(source_track(), "Ada")


def source_track() -> Thing:
    return Thing("track", "t", "A", source_thing("accord-demo").label)
