"""Groups of a library and modes of a person: named by what is true of them."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pytest

from accord.features.space import PARTS
from accord.recommend.clusters.clusters import TYPICAL, clusters, modes
from accord.recommend.clusters.traits import SCALES, Tag, Trait, names
from accord.recommend.history import NOTHING_HEARD, Play, history
from accord.recommend.pool import Pool
from tests.recommend.worlds import world

DAY = 86_400
NAMES = {"folk": "Folk", "techno": "Techno", "noise": "Noise"}


def three() -> Pool:
    """Calm acoustic folk, energetic electric techno, and something between without a genre; mixed."""
    kinds = np.arange(60) % 3
    wobble = np.linspace(-0.05, 0.05, 60)
    return world(
        (kinds * 4.0 + wobble).tolist(),
        artists=[f"artist {row // 6}" for row in range(60)],
        genres=[("folk", "techno", "")[kind] for kind in kinds],
        energy=(np.array([0.2, 0.9, 0.5])[kinds] + wobble).tolist(),
        acousticness=(np.array([0.9, 0.1, 0.5])[kinds] + wobble).tolist(),
    )


def test_groups_are_named_by_descriptors_and_tags() -> None:
    pool = three()
    found = clusters(pool, NAMES)
    assert found.recordings == 60
    assert found.explained > 0.95
    folk, techno, between = sorted(found.clusters, key=lambda group: int(group.rows[0]) % 3)
    assert folk.name == "acoustic, calm Folk"
    assert techno.name in ("electric, energetic Techno", "energetic, electric Techno")
    assert between.name == "mixed"
    for kind, group in enumerate((folk, techno, between)):
        assert sorted(group.rows) == list(range(kind, 60, 3))
        assert group.share == pytest.approx(1 / 3)
    (tag,) = folk.tags
    assert tag.genre == "folk"
    assert (tag.share, tag.of_all) == pytest.approx((1.0, 1 / 3))


def test_every_word_is_true_of_the_group_beside_the_rest() -> None:
    rng = np.random.default_rng(4)
    pool = world(
        rng.normal(0.0, 2.0, 300).tolist(),
        genres=rng.choice(["folk", "techno", "noise folk", ""], 300).tolist(),
        energy=rng.random(300).tolist(),
        tempo=rng.uniform(60, 180, 300).tolist(),
        speechiness=(rng.random(300) ** 6).tolist(),
    )
    found = clusters(pool, NAMES)
    assert len(found.clusters) > 1
    assert len({group.name for group in found.clusters}) == len(found.clusters)
    assert sorted(row for group in found.clusters for row in group.rows) == list(range(300))
    for group in found.clusters:
        for trait in group.traits:
            scale = SCALES[trait.attribute]
            high = trait.word == scale.high
            assert (trait.mean > trait.rest) == high == (trait.effect > 0)
            assert (trait.mean > scale.middle) == high


def test_parts_that_set_a_group_apart_sum_to_one() -> None:
    pool = three()
    table = pool.embedding.copy()
    table[:, PARTS["harmony"]] = 0.0
    table[:, PARTS["mood"]] = 0.0
    flat = dataclasses.replace(pool, embedding=table)
    for group in clusters(flat, NAMES).clusters:
        assert math.isclose(sum(group.apart.values()), 1.0, abs_tol=1e-9)
        assert group.apart["harmony"] == group.apart["mood"] == 0.0
        assert group.apart["timbre"] + group.apart["rhythm"] == pytest.approx(1.0)


def test_typical_tracks_are_near_the_middle_and_by_different_artists() -> None:
    pool = three()
    for group in clusters(pool, NAMES).clusters:
        middle = pool.embedding[group.rows].mean(axis=0)
        away = np.linalg.norm(pool.embedding[group.rows] - middle, axis=1)
        assert np.all(np.diff(away) > -1e-5)
        assert group.typical[0] == group.rows[0]
        assert len(group.typical) == len({pool.artists[row][0] for row in group.typical}) == TYPICAL


def test_one_recording_counts_once() -> None:
    pool = world([0.0, 0.0, 0.0, 9.0], recordings=[0, 0, 0, 3])
    found = clusters(pool, {})
    assert found.recordings == 2
    assert sorted(row for group in found.clusters for row in group.rows) == [0, 3]


def test_few_tracks_or_none() -> None:
    assert clusters(world([]), {}).clusters == ()
    (only,) = clusters(world([1.0]), {}).clusters
    assert (only.name, only.share, only.traits, sum(only.apart.values())) == ("everything", 1.0, (), 0.0)
    assert len(clusters(three(), NAMES, most=2).clusters) == 2


def test_modes_are_tastes_and_not_their_average() -> None:
    pool = three()
    folk, techno = range(0, 60, 3), range(1, 60, 3)
    nights = [Play(pool.ids[row], 100 * DAY + number * DAY + 3600.0) for number, row in enumerate(techno)]
    mornings = [Play(pool.ids[row], 100 * DAY + number * DAY + 8 * 3600.0, 3) for number, row in enumerate(folk)]
    found = modes(pool, NAMES, history(pool, [*nights, *mornings], 130 * DAY))
    first, second = found.clusters
    assert (first.name, first.when) == ("acoustic, calm Folk", "morning")
    assert (second.when, sorted(second.rows)) == ("night", list(techno))
    assert first.share > second.share
    assert first.share + second.share == pytest.approx(1.0)
    assert not {row for group in found.clusters for row in group.rows} & set(range(2, 60, 3))


def test_modes_of_somebody_who_heard_nothing_or_without_times() -> None:
    pool = three()
    assert modes(pool, NAMES, NOTHING_HEARD).clusters == ()
    found = modes(pool, NAMES, history(pool, [Play(pool.ids[row]) for row in range(30)]))
    assert {group.when for group in found.clusters} == {None}


def test_shares_follow_what_was_heard_more() -> None:
    pool = three()
    plays = [Play(pool.ids[row], None, 50 if row % 3 else 1) for row in range(60)]
    shares = [group.share for group in modes(pool, NAMES, history(pool, plays)).clusters]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.15


def trait(word: str, attribute: str, effect: float = 1.0) -> Trait:
    return Trait(word, attribute, 0.0, 0.0, effect)


def test_no_two_names_are_the_same() -> None:
    calm, slow, dark = trait("calm", "energy"), trait("slow", "tempo"), trait("dark", "valence")
    groups: list[tuple[list[Trait], list[Tag]]] = [
        ([calm, slow], []),
        ([calm, slow, dark], []),
        ([calm, slow], []),
        ([], []),
        ([], []),
    ]
    assert names(groups, {}) == ["calm, slow", "calm, slow, dark", "calm, slow 2", "mixed", "mixed 2"]


def test_words_that_say_almost_the_same_stand_once() -> None:
    for order in itertools.permutations([trait("quiet", "loudness"), trait("calm", "energy")]):
        assert names([(order, [])] * 2, {})[0] == "calm"
    assert names([([trait("quiet", "loudness")], [Tag("folk", 1.0, 0.1)])], NAMES) == ["quiet Folk"]
