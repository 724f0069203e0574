"""Who and what a file speaks of: ids that stay, aliases that lead to them, and names where tags have none."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.entities import Span
from accord.domain.ids import artist_id, release_id
from accord.library.paths import overlap, span_of, span_text
from tests.library.shelf import Shelf

PRINCE = "070d193a-845c-479f-980e-bef15710653e"
NIRVANA_US = "5b11f4ce-a62d-471e-81fc-a69a8278c7da"
NIRVANA_UK = "9282c8b4-ca0b-4c6b-b7e3-4f7762dfc4d6"
ALBUM = "a1b2c3d4-0000-4000-8000-000000000001"


def test_spellings_of_a_name_are_one_artist_called_what_most_files_say(shelf: Shelf) -> None:
    for number, name in enumerate(["BJÖRK", "Björk", "björk ", "Björk"]):
        shelf.add(f"/music/{number}.ogg", str(number), artists=(name,))
    names = {shelf.track(str(number)).artists[0].id for number in range(4)}
    assert names == {artist_id("Björk")}
    artist = shelf.library.artists([artist_id("Björk")])[0]
    assert artist is not None
    assert artist.name == "Björk"
    assert shelf.track("0").artists[0].name == "BJÖRK", "a track credits as its file does"


def test_who_was_known_by_name_keeps_the_id_when_a_musicbrainz_id_comes(shelf: Shelf) -> None:
    before = shelf.add("/music/1.ogg", "x", artists=("Prince",)).artists[0].id
    after = shelf.add("/music/2.ogg", "y", artists=("Prince",), mb_artist_ids=(PRINCE,)).artists[0].id
    other_name = shelf.add("/music/3.ogg", "z", artists=("The Artist",), mb_artist_ids=(PRINCE,)).artists[0].id
    by_name = shelf.add("/music/4.ogg", "w", artists=("the artist",)).artists[0].id
    assert {before, after, other_name, by_name} == {artist_id("Prince")}
    aliases = [artist_id("Prince"), artist_id("Prince", PRINCE), artist_id("The Artist"), artist_id("Nobody")]
    *known, unknown = shelf.library.artists(aliases)
    assert unknown is None
    assert {(artist.id, artist.name, artist.mbid) for artist in known if artist} == {(before, "Prince", PRINCE)}
    assert [artist.id for artist in shelf.library.search("the artist", "artist", 5, 0).items] == [before]


def test_two_artists_of_one_name_stay_two(shelf: Shelf) -> None:
    one = shelf.add("/music/1.ogg", "x", artists=("Nirvana",), mb_artist_ids=(NIRVANA_US,)).artists[0].id
    two = shelf.add("/music/2.ogg", "y", artists=("Nirvana",), mb_artist_ids=(NIRVANA_UK,)).artists[0].id
    unsaid = shelf.add("/music/3.ogg", "z", artists=("Nirvana",)).artists[0].id
    assert one != two
    assert unsaid == one, "the first of the name answers to it"


def test_ids_that_cannot_be_paired_with_names_are_nobodys(shelf: Shelf) -> None:
    track = shelf.add("/music/1.ogg", "x", artists=("A feat. B",), mb_artist_ids=(NIRVANA_US, NIRVANA_UK))
    assert track.artists[0].id == artist_id("A feat. B")


def test_artists_are_credited_in_the_order_of_the_tag(shelf: Shelf) -> None:
    track = shelf.add("/music/1.ogg", "x", artists=("A", "B", "C"), title="T")
    assert [artist.name for artist in track.artists] == ["A", "B", "C"]


def test_without_tags_the_names_of_file_and_folder_speak(shelf: Shelf) -> None:
    track = shelf.add("/music/Can/Tago Mago/03 Oh Yeah.ogg", "x")
    assert (track.title, track.release.title, track.release.kind) == ("03 Oh Yeah", "Tago Mago", "single")
    assert [artist.name for artist in track.artists] == ["Unknown artist"]
    assert (track.track_number, track.disc_number) == (0, 1)
    assert shelf.add("/1.ogg", "y").release.title == "Unknown album"


def test_folders_of_one_name_are_two_releases(shelf: Shelf) -> None:
    one = shelf.add("/music/Can/CD1/1.ogg", "x").release.id
    same = shelf.add("/music/Can/CD1/2.ogg", "y").release.id
    two = shelf.add("/music/Neu/CD1/1.ogg", "z").release.id
    assert one == same != two


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_an_album_without_album_artist_is_one_release_in_any_order(shelf: Shelf, order: tuple[int, ...]) -> None:
    artists = [("A",), ("A", "B"), ("A", "C")]
    for number in order:
        shelf.add(f"/m/{number}.ogg", str(number), album="Z", artists=artists[number], title=str(number))
    releases = [shelf.track(str(number)).release for number in range(3)]
    assert len({release.id for release in releases}) == 1
    assert [artist.name for artist in releases[0].artists] == ["A"], "whom all files credit"
    assert [track.title for track in shelf.library.release_tracks(releases[0].id, 9, 0).items] == ["0", "1", "2"]


def test_different_artists_make_a_compilation(shelf: Shelf) -> None:
    shelf.add("/music/1.ogg", "x", album="Hits", artists=("A",))
    assert shelf.track("x").release.kind == "album"
    shelf.add("/music/2.ogg", "y", album="Hits", artists=("B",))
    release = shelf.track("x").release
    assert release == shelf.track("y").release
    assert (release.kind, [artist.name for artist in release.artists]) == ("compilation", ["Various Artists"])
    assert shelf.library.artists([release.artists[0].id])[0] is not None
    shelf.library.forget_missing(Path("/music"), {Path("/music/2.ogg")})
    assert [artist.name for artist in shelf.track("y").release.artists] == ["B"]
    assert shelf.library.artists([release.artists[0].id]) == [None], "no release is theirs any more"


def test_an_album_artist_joins_what_folders_part(shelf: Shelf) -> None:
    one = shelf.add("/m/CD1/1.ogg", "x", album="Z", album_artists=("A",), artists=("A", "B"), disc_number=1)
    two = shelf.add("/m/CD2/1.ogg", "y", album="Z", album_artists=("A",), artists=("A",), disc_number=2)
    other = shelf.add("/m/CD2/2.ogg", "z", album="Z", album_artists=("Q",))
    assert one.release.id == two.release.id == release_id("Z", ("A",))
    assert other.release.id != one.release.id


def test_a_release_keeps_its_id_when_a_musicbrainz_id_comes(shelf: Shelf) -> None:
    tags = {"album": "Z", "album_artists": ("A",)}
    before = shelf.add("/m/1.ogg", "x", **tags).release
    after = shelf.add("/m/1.ogg", "x", **tags, mb_release_id=ALBUM).release
    renamed = shelf.add("/m/1.ogg", "x", album="Z (Deluxe)", album_artists=("A",), mb_release_id=ALBUM).release
    assert before.id == after.id == renamed.id
    assert (after.mbid, renamed.title) == (ALBUM, "Z (Deluxe)")
    by_alias = shelf.library.releases([release_id("", (), ALBUM), release_id("Nothing", ())])
    assert [release and release.id for release in by_alias] == [before.id, None]


def test_a_musicbrainz_id_outweighs_the_folder(shelf: Shelf) -> None:
    unsaid = shelf.add("/m/a/1.ogg", "x", album="Z", artists=("A",)).release.id
    said = shelf.add("/m/b/1.ogg", "y", album="Z", artists=("B",), mb_release_id=ALBUM).release.id
    assert unsaid != said
    assert shelf.add("/m/a/2.ogg", "z", album="Z", artists=("A",), mb_release_id=ALBUM).release.id == said
    assert shelf.add("/m/b/2.ogg", "w", album="Z", artists=("Q",)).release.id == said


def test_the_compilation_that_moved_keeps_its_id(shelf: Shelf) -> None:
    artists = ["C", "A", "B"]
    before = {shelf.add(f"/old/{n}.ogg", n, album="Mix", artists=(n,)).release.id for n in artists}
    after = {shelf.add(f"/new/{n}.ogg", n, album="Mix", artists=(n,)).release.id for n in reversed(artists)}
    shelf.library.forget_missing(Path("/old"), set())
    assert after == before
    assert len(after) == 1


@pytest.mark.parametrize(
    ("totals", "kind", "total"),
    [([None], "album", 1), ([1], "single", 1), ([3], "single", 3), ([4], "album", 4), ([9, 7], "album", 16)],
)
def test_totals_and_kind_follow_what_the_discs_declare(
    shelf: Shelf, totals: list[int | None], kind: str, total: int
) -> None:
    for disc, declared in enumerate(totals, 1):
        shelf.add(f"/m/{disc}.ogg", str(disc), album="Z", artists=("A",), disc_number=disc, track_total=declared)
    release = shelf.track("1").release
    assert (release.kind, release.total_tracks) == (kind, total)


def test_what_most_files_say_holds_for_the_release(shelf: Shelf) -> None:
    dates = ["1999", "2001", "2001", None]
    for number, date in enumerate(dates):
        licence = "CC0-1.0" if number else "CC BY 4.0"
        shelf.add(f"/m/{number}.ogg", str(number), album="Z", date=date, genres=("Jazz", "Rock"), licence=licence)
    shelf.add("/m/9.ogg", "9", album="Z", genres=("rock",))
    (release,) = shelf.library.releases([shelf.track("0").release.id])
    assert release is not None
    assert release.date == "2001"
    assert release.genres == ("Rock", "Jazz")
    assert release.licences == ("CC BY 4.0", "CC0-1.0")


spans = st.builds(
    lambda start, length: Span(start, None if length is None else start + length),
    st.floats(0, 1e6),
    st.none() | st.floats(1e-3, 1e6),
)


@given(spans)
def test_spans_are_stored_without_loss(span: Span) -> None:
    assert span_of(span_text(span)) == span


@given(st.lists(st.floats(0, 1e6), min_size=2, unique=True))
def test_a_sheet_of_consecutive_spans_has_no_overlap(cuts: list[float]) -> None:
    starts = sorted(cuts)
    sheet = [Span(start, end) for start, end in itertools.pairwise(starts)] + [Span(starts[-1], None)]
    for one, other in itertools.combinations(sheet, 2):
        assert not overlap(one, other)
        assert not overlap(other, one)
    assert all(overlap(None, span) and overlap(span, span) for span in sheet)
