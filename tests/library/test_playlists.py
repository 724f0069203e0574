"""Playlists against plain lists: whatever is done, in whatever order, the library holds what the list holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.domain.errors import ForeignPlaylist, InvalidParameter, NotFound, OutsideProfile
from accord.domain.labels import Profile, Purpose
from accord.domain.playlists import Playlist
from accord.domain.settings import Settings
from accord.library.people import People, open_people
from accord.library.playlist_changes import MOST_STEPS, Inserted, Moved, Removed, gap_after, positions_after
from accord.library.playlists import MOST_ITEMS, Playlists, Wanted
from accord.rights.registry import DEMO_LIBRARY, OWN_AUDIO, OWN_LISTENING, source
from tests.library.shelf import analysis_of, scanned, sound

NAMES = ["a", "b", "c", "d"]
IDS = [sound(name) for name in NAMES]


@dataclass
class House:
    """A library of four tracks, Anna with her playlists, and Bert."""

    people: People
    anna: str
    bert: str

    @property
    def playlists(self) -> Playlists:
        return self.people.playlists

    def playlist(self, *names: str, public: bool = True, collaborative: bool = False) -> str:
        """Make a playlist of Anna's with tracks in it."""
        id_ = self.playlists.create(self.anna, "Mine", public=public, collaborative=collaborative)
        if names:
            self.playlists.add(id_, self.anna, [sound(name) for name in names])
        return id_

    def ids(self, id_: str) -> list[str]:
        """Return the ids of a playlist's tracks."""
        found = self.playlists.items(id_, MOST_ITEMS, 0)
        assert len(found) == self.of(id_).total
        return [item.track.id for item in found if item.track]

    def names(self, id_: str) -> str:
        """Return the names of a playlist's tracks, as one word."""
        return "".join(NAMES[IDS.index(track_id)] for track_id in self.ids(id_))

    def of(self, id_: str) -> Playlist:
        (playlist,) = self.playlists.find([id_], self.anna)
        assert playlist is not None
        return playlist

    def snapshot(self, id_: str) -> str:
        return self.of(id_).snapshot_id


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_people(Settings(home=tmp_path_factory.mktemp("playlists"))) as people:
        for name in NAMES:
            people.library.record_file(scanned(f"/{name}.ogg", name, title=name), analysis_of(name), OWN_AUDIO.id)
        yield House(people, people.listeners.add("Anna")[0].id, people.listeners.add("Bert")[0].id)


tracks = st.lists(st.sampled_from(IDS), max_size=5)
places = st.integers(0, 12)
steps = st.one_of(
    st.tuples(st.just("add"), tracks, st.none() | places),
    st.tuples(st.just("replace"), tracks),
    st.tuples(st.just("move"), places, st.integers(1, 4), places),
    st.tuples(st.just("remove"), st.sampled_from(IDS)),
    st.tuples(st.just("remove at"), st.sets(places, min_size=1, max_size=3)),
)


def on_list(model: list[str], step: tuple[object, ...]) -> list[str] | None:
    """Do a step to a plain list; ``None`` where it cannot be done."""
    match step:
        case ("add", list(new), None):
            return model + new
        case ("add", list(new), int(place)):
            return model[:place] + new + model[place:] if place <= len(model) else None
        case ("replace", list(new)):
            return new
        case ("move", int(start), int(length), int(gap)):
            if start + length > len(model) or gap > len(model):
                return None
            marked: list[str | None] = [*model]
            marked[start : start + length] = [None] * length
            marked[gap:gap] = model[start : start + length]
            return [item for item in marked if item is not None]
        case ("remove", str(id_)):
            return [item for item in model if item != id_]
        case ("remove at", set(positions)):
            if max(positions) >= len(model):
                return None
            return [item for place, item in enumerate(model) if place not in positions]
    raise AssertionError(step)


def on_playlist(house: House, id_: str, step: tuple[object, ...], snapshot: str | None = None) -> str:
    """Do a step to a playlist."""
    playlists, by = house.playlists, house.anna
    match step:
        case ("add", list(new), place) if place is None or isinstance(place, int):
            return playlists.add(id_, by, new, place)
        case ("replace", list(new)):
            return playlists.replace(id_, by, new)
        case ("move", int(start), int(length), int(gap)):
            return playlists.move(id_, by, start, gap, length, snapshot)
        case ("remove", str(track)):
            return playlists.remove(id_, by, [Wanted(track, None)], snapshot)
        case ("remove at", set(positions)):
            return playlists.remove(id_, by, [Wanted(None, tuple(sorted(positions)))], snapshot)
    raise AssertionError(step)


@settings(max_examples=40)
@given(st.lists(steps, max_size=12))
def test_a_playlist_is_what_a_list_is(house: House, done: list[tuple[object, ...]]) -> None:
    id_, snapshots = house.playlist(), set[str]()
    model: list[str] = []
    for step in done:
        after = on_list(model, step)
        if after is None:
            before = house.snapshot(id_)
            with pytest.raises(InvalidParameter):
                on_playlist(house, id_, step)
            assert house.snapshot(id_) == before
        else:
            snapshot = on_playlist(house, id_, step)
            assert house.snapshot(id_) == snapshot
            assert snapshot not in snapshots or after == model
            snapshots.add(snapshot)
            model = after
        assert house.ids(id_) == model
    house.playlists.remove_playlist(id_, house.anna)


@settings(max_examples=40)
@given(st.lists(steps, min_size=1, max_size=6), st.integers(0, 7))
def test_positions_of_an_older_snapshot_name_the_same_items(
    house: House, done: list[tuple[object, ...]], position: int
) -> None:
    """Items that can be told apart are followed through the changes by hand."""
    model = [(f"item {number}", IDS[number % 4]) for number in range(8)]
    id_ = house.playlist(*(NAMES[number % 4] for number in range(8)))
    snapshot, wanted = house.snapshot(id_), model[position]
    for count, step in enumerate(done):
        plain = on_list([track for _, track in model], step)
        if plain is None:
            continue
        on_playlist(house, id_, step)
        match step:
            case ("add", list(new), place):
                gap = len(model) if not isinstance(place, int) else place
                model[gap:gap] = [(f"new {count} {number}", track) for number, track in enumerate(new)]
            case ("replace", list(new)):
                model = [(f"new {count} {number}", track) for number, track in enumerate(new)]
            case ("move", int(start), int(length), int(gap)):
                stretch = model[start : start + length]
                behind = [item for item in model[gap:] if item not in stretch]
                model = [item for item in model[:gap] if item not in stretch] + stretch + behind
            case ("remove", track):
                model = [item for item in model if item[1] != track]
            case ("remove at", set(positions)):
                model = [item for place, item in enumerate(model) if place not in positions]
        assert house.ids(id_) == [track for _, track in model]
    house.playlists.remove(id_, house.anna, [Wanted(None, (position,))], snapshot)
    assert house.ids(id_) == [track for name, track in model if name != wanted[0]]


@given(st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.sets(st.integers(0, n - 1)))))
def test_gaps_follow_the_item_behind_them(case: tuple[int, int, set[int]]) -> None:
    length, gap, chosen = case
    positions = sorted(chosen)
    for change in (Inserted(gap, 3), Removed(positions), Moved(positions, gap)):
        for place in range(length + 1):
            behind = [now for now in positions_after([change], range(place, length)) if now is not None]
            if isinstance(change, Moved) and place < length:
                assert gap_after([change], place) == behind[0]
            elif behind:
                assert gap_after([change], place) == min(behind)
    assert gap_after([Removed(positions)], length) == length - len(positions)
    assert gap_after([Moved(positions, gap)], length) == length


def test_a_move_to_a_place_in_a_snapshot_is_understood_after_other_changes(house: House) -> None:
    id_ = house.playlist("a", "b", "c", "d")
    snapshot = house.snapshot(id_)
    house.playlists.add(id_, house.anna, [sound("d"), sound("d")], 0)  # d d a b c d
    house.playlists.describe(id_, house.anna, {"name": "Renamed"})
    house.playlists.move(id_, house.anna, 0, 2, 1, snapshot)  # a before c
    assert house.names(id_) == "ddbacd"


def test_a_snapshot_of_which_nothing_is_known_moves_and_removes_nothing_by_position(house: House) -> None:
    id_ = house.playlist("a", "b")
    old, other = house.snapshot(id_), house.snapshot(house.playlist("a"))
    house.playlists.add(id_, house.anna, IDS[:1])
    fresh = Playlists(house.people.library)  # as after a start of the server
    for snapshot in (old, other):
        with pytest.raises(InvalidParameter, match="has changed since"):
            fresh.remove(id_, house.anna, [Wanted(IDS[0], (0,))], snapshot)
        with pytest.raises(InvalidParameter, match="has changed since"):
            fresh.move(id_, house.anna, 0, 2, 1, snapshot)
    with pytest.raises(InvalidParameter, match="Invalid snapshot_id"):
        fresh.remove(id_, house.anna, [Wanted(IDS[0], None)], "nonsense")
    assert house.names(id_) == "aba"
    fresh.remove(id_, house.anna, [Wanted(IDS[0], None)], old)
    assert house.names(id_) == "b"


def test_what_is_remembered_of_changes_is_bounded(house: House) -> None:
    id_ = house.playlist("a", "b")
    old = house.snapshot(id_)
    for _ in range(MOST_STEPS):
        house.playlists.describe(id_, house.anna, {"description": "again"})
    house.playlists.remove(id_, house.anna, [Wanted(IDS[0], (0,))], old)
    with pytest.raises(InvalidParameter, match="has changed since"):
        house.playlists.remove(id_, house.anna, [Wanted(IDS[1], (1,))], old)


def test_nothing_is_half_done(house: House) -> None:
    id_ = house.playlist("a", "b")
    before = house.snapshot(id_)
    nothing = sound("nothing")
    attempts: list[Callable[[], object]] = [
        lambda: house.playlists.add(id_, house.anna, [IDS[0], nothing]),
        lambda: house.playlists.replace(id_, house.anna, [nothing]),
        lambda: house.playlists.add(id_, house.anna, IDS * (MOST_ITEMS // 4)),
        lambda: house.playlists.remove(id_, house.anna, [Wanted(IDS[0], (0,)), Wanted(IDS[1], (0,))]),
        lambda: house.playlists.remove(id_, house.anna, [Wanted(None, (-1,))]),
        lambda: house.playlists.move(id_, house.anna, 1, 0, 2),
        lambda: house.playlists.move(id_, house.anna, -1, 0, 1),
        lambda: house.playlists.move(id_, house.anna, 0, 3, 1),
    ]
    for attempt in attempts:
        with pytest.raises(InvalidParameter):
            attempt()
    assert house.snapshot(id_) == before
    assert house.names(id_) == "ab"


def test_a_change_keeps_who_added_what_and_when(house: House) -> None:
    times = iter(range(1_000, 10_000))
    playlists = Playlists(house.people.library, clock=lambda: next(times))
    id_ = playlists.create(house.anna, "Together", public=False, collaborative=True)
    playlists.add(id_, house.anna, IDS[:2])
    playlists.add(id_, house.bert, IDS[2:], 1)
    before = playlists.items(id_, 9, 0)
    assert [item.adder_name for item in before] == ["Anna", "Bert", "Bert", "Anna"]
    playlists.move(id_, house.anna, 0, 4)
    assert playlists.items(id_, 9, 0) == [*before[1:], before[0]]
    assert playlists.items(id_, 2, 1) == before[2:]


def test_others_read_what_is_public_and_change_what_is_collaborative(house: House) -> None:
    public, private = house.playlist("a"), house.playlist("a", public=False)
    together = house.playlist("a", public=False, collaborative=True)
    all_three, playlists = [public, private, together], house.playlists
    readable = [[found is not None for found in playlists.find(all_three, who)] for who in (house.bert, None)]
    assert readable == [[True, False, True], [True, False, False]]
    with pytest.raises(NotFound):
        playlists.add(private, house.bert, IDS)
    with pytest.raises(ForeignPlaylist):
        playlists.add(public, house.bert, IDS)
    playlists.add(together, house.bert, IDS[1:2])
    assert house.names(together) == "ab"
    for id_ in (public, together):
        with pytest.raises(ForeignPlaylist):
            playlists.describe(id_, house.bert, {"name": "Bert's"})
        with pytest.raises(ForeignPlaylist):
            playlists.remove_playlist(id_, house.bert)
        with pytest.raises(ForeignPlaylist):
            playlists.give_picture(id_, house.bert, b"")


def test_details_are_checked_together(house: House) -> None:
    playlists = house.playlists
    for details in ({"name": " "}, {"name": "x" * 201}, {"description": "x" * 2001}, {"collaborative": True}):
        with pytest.raises(InvalidParameter):
            playlists.describe(house.playlist(), house.anna, details)
    id_ = house.playlist(public=False, collaborative=True)
    playlists.describe(id_, house.anna, {"public": True})
    assert (house.of(id_).public, house.of(id_).collaborative) == (True, False)


def test_t16_a_playlist_may_be_used_for_what_all_its_tracks_allow(tmp_path: Path) -> None:
    with open_people(Settings(home=tmp_path)) as people:
        for name, origin in (("free", DEMO_LIBRARY.id), ("nc", "audio-cc-by-nc"), ("mine", OWN_AUDIO.id)):
            people.library.record_file(scanned(f"/{name}.ogg", name, title=name), analysis_of(name), origin)
        anna = people.listeners.add("Anna")[0].id
        labels = {}
        for names in (["free"], ["free", "nc"], ["free", "mine"], []):
            id_ = people.playlists.create(anna, "Mine")
            people.playlists.add(id_, anna, [sound(name) for name in names])
            (playlist,) = people.playlists.find([id_], anna)
            assert playlist is not None
            labels[tuple(names)] = people.playlists.label(playlist)
        free = people.playlists.label_of_tracks([sound("free")])
        mixed = people.playlists.label_of_tracks([sound("free"), sound("nc")])
    assert Purpose.COMMERCIAL in free.purposes
    assert Purpose.COMMERCIAL not in mixed.purposes
    assert labels[()] == OWN_LISTENING.label.about(anna)
    own = OWN_LISTENING.label
    for key, label in labels.items():
        assert label.subjects == {anna}
        assert label.purposes <= own.purposes
        assert label.obligations >= own.obligations
        assert len(label.sources) == 1 + len(key)
    assert labels["free", "nc"].purposes <= source("audio-cc-by-nc").label.purposes
    assert labels["free", "nc"].obligations >= source("audio-cc-by-nc").label.obligations


def test_a_track_that_is_gone_or_out_of_reach_keeps_its_place(tmp_path: Path) -> None:
    with open_people(Settings(home=tmp_path)) as people:
        library = people.library
        for name, origin in (("mine", OWN_AUDIO.id), ("free", DEMO_LIBRARY.id), ("gone", DEMO_LIBRARY.id)):
            library.record_file(scanned(f"/{name}/1.ogg", name, title=name), analysis_of(name), origin)
        anna = people.listeners.add("Anna")[0].id
        id_ = people.playlists.create(anna, "Mine")
        people.playlists.add(id_, anna, [sound(name) for name in ("mine", "gone", "free")])
        library.forget_missing(Path("/gone"), set())
        assert [item.track and item.track.title for item in people.playlists.items(id_, 9, 0)] == ["mine", None, "free"]
    with open_people(Settings(home=tmp_path, profile=Profile.COMMERCIAL)) as people:
        assert [item.track and item.track.title for item in people.playlists.items(id_, 9, 0)] == [None, None, "free"]
        with pytest.raises(OutsideProfile):
            people.playlists.add(id_, anna, [sound("mine")])
