"""Data of recommenders: what is read is what the files say, the core is one, and nothing that is held out is learnt."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.bench.recommendation import split as splitting
from accord.bench.recommendation.dataset import Dataset, core, from_pairs
from accord.bench.recommendation.formats import named_set, public_sets
from accord.bench.recommendation.split import splits
from accord.bench.recommendation.synthetic import power_law
from accord.domain.errors import InvalidParameter

PAIRS = [("a", "x"), ("a", "y"), ("b", "x"), ("a", "x"), ("c", "z")]
MATRIX = [[1, 1, 0], [1, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize("name", ["user,item,plays", "userID\titemID", "", "listener;artist"])
def test_pairs_are_read_whatever_stands_between_them(tmp_path: Path, name: str) -> None:
    sign = "\t" if "\t" in name else ";" if ";" in name else ","
    lines = [name] * bool(name) + [sign.join([*pair, "7"]) for pair in PAIRS]
    file = tmp_path / "mine.tsv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = named_set(file)
    assert found.name == "mine"
    assert found.matrix.toarray().tolist() == MATRIX


def test_playlists_are_read_from_slices(tmp_path: Path) -> None:
    for number, tracks in enumerate([["x", "y"], ["x"], ["z"]]):
        playlist = {"pid": number, "name": "p", "tracks": [{"pos": 0, "track_uri": track} for track in tracks]}
        (tmp_path / f"mpd.slice.{number}-{number}.json").write_text(json.dumps({"info": {}, "playlists": [playlist]}))
    assert named_set(tmp_path).matrix.toarray().tolist() == MATRIX
    assert named_set(tmp_path / "mpd.slice.0-0.json").matrix.toarray().tolist() == [[1, 1]]


def test_the_public_sets_are_known_by_their_files(tmp_path: Path) -> None:
    for name, file, text in [
        ("hetrec", "user_artists.dat", "userID\tartistID\tweight\n2\t51\t9\n2\t52\t1\n3\t51\t4\n4\t60\t1\n"),
        ("kgat", "interactions.txt", "0 7 8 7\n1 7\n2 9\n"),
    ]:
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text(text)
    hetrec, kgat = public_sets(tmp_path)
    assert hetrec.matrix.toarray().tolist() == kgat.matrix.toarray().tolist() == MATRIX
    assert (hetrec.name, hetrec.terms) == ("HetRec 2011 Last.fm", "non-commercial use")
    assert [one.name for one in public_sets(tmp_path / "kgat")] == ["Last.fm-KGAT"]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.csv", "user,item\na,x\nb\n", "Line 3 of a.csv"),
        ("a.csv", "a,x\nb,\n", "Line 2 of a.csv"),
        ("a.csv", "", "a has no interactions"),
        ("a.json", '{"playlists": [{"pid": 1, "tracks": [{', "a.json is no slice of playlists"),
        ("a.json", '{"playlists": [{"pid": 1, "tracks": [{"uri": "x"}]}]}', "track_uri"),
        ("a.json", '[{"ts": 1}]', "a.json is no slice"),
    ],
)
def test_a_file_that_is_no_data_is_named(tmp_path: Path, name: str, text: str, why: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InvalidParameter, match=why):
        named_set(tmp_path / name)


def test_a_folder_without_a_public_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter, match=r"user_artists\.dat"):
        public_sets(tmp_path)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 9)), min_size=1, max_size=90), st.integers(1, 3))
def test_a_core_has_enough_of_all_and_is_the_largest(pairs: list[tuple[int, int]], least: int) -> None:
    data = from_pairs("any", "", *zip(*pairs, strict=True))
    dense = data.matrix.toarray()
    while True:  # the definition, one row or item at a time
        poor_rows = [r for r in range(len(dense)) if 0 < dense[r].sum() < least]
        poor_items = [i for i in range(dense.shape[1]) if 0 < dense[:, i].sum() < least]
        if not poor_rows + poor_items:
            break
        dense[poor_rows[:1], :] = 0
        dense[:, [] if poor_rows else poor_items[:1]] = 0
    dense = dense[dense.any(axis=1)][:, dense.any(axis=0)]
    if dense.size:
        assert core(data, least).matrix.toarray().tolist() == dense.tolist()
    else:
        with pytest.raises(InvalidParameter, match="no part"):
            core(data, least)


@pytest.mark.parametrize("enough", [10**9, 10])
def test_what_is_held_out_is_not_learnt_and_never_shown_whole(enough: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "ENOUGH", enough)
    data = core(power_law(400, 150, 20.0))
    rows = sorted(map(tuple, data.matrix.toarray().tolist()))
    parts = splits(data, 3)
    assert len(parts) == (1 if enough == 10 else 5)
    for part in parts:
        whole = [part.train, *(held.prompts + held.targets for held in (part.validation, part.test))]
        assert sorted(tuple(row) for matrix in whole for row in matrix.toarray().tolist()) == rows
        for held in (part.validation, part.test):
            assert held.prompts.multiply(held.targets).nnz == 0
            shown, hidden = (np.diff(matrix.indptr) for matrix in (held.prompts, held.targets))
            assert (shown == np.floor(0.8 * (shown + hidden))).all()
            assert hidden.min() >= 1
    if len(parts) == 5:
        judged = sp.vstack([part.test.prompts + part.test.targets for part in parts])
        assert sorted(map(tuple, judged.toarray().tolist())) == rows


def test_a_seed_gives_its_split_again() -> None:
    data = core(power_law(300, 120, 20.0))
    first, again, other = splits(data, 1)[0], splits(data, 1)[0], splits(data, 2)[0]
    assert (first.key, first.test.prompts.toarray().tolist()) == (again.key, again.test.prompts.toarray().tolist())
    assert other.key != first.key
    assert other.test.prompts.toarray().tolist() != first.test.prompts.toarray().tolist()


def test_invented_listening_is_unequal_and_hangs_together() -> None:
    data = power_law(6000, 900, 25.0)
    counts = np.sort(np.bincount(data.matrix.indices, minlength=900))[::-1]
    ranks = np.arange(10, 500)
    slope = np.polyfit(np.log(ranks), np.log(counts[ranks]), 1)[0]
    assert -1.2 < slope < -0.3
    together = (data.matrix.T @ data.matrix).toarray()
    chance = np.outer(np.diag(together), np.diag(together)) / 6000
    liked = together / chance
    assert np.quantile(liked[np.triu_indices(900, 1)], 0.98) > 4.0
    assert power_law(6000, 900, 25.0).key == data.key
    assert power_law(6000, 900, 25.0, seed=2).key != data.key


def test_a_key_is_of_the_interactions_alone() -> None:
    one = from_pairs("a", "free", [3, 1, 1], [5, 5, 9])
    same = from_pairs("b", "", [1, 3, 1, 1], [9, 5, 5, 9])
    assert one.key == same.key != from_pairs("a", "free", [3, 1], [5, 9]).key
    assert Dataset("c", "", one.matrix[:, ::-1].tocsr()).key != one.key
