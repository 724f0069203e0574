"""Genres: the library's own, found under every spelling that programs send."""

from __future__ import annotations

import pytest

from accord.recommend.genres import ALSO, Genres, slug, squeezed

WORDS = """
    acoustic afrobeat alt-rock alternative ambient anime black-metal bluegrass blues bossanova brazil
    breakbeat british cantopop chicago-house children chill classical club comedy country dance dancehall
    death-metal deep-house detroit-techno disco disney drum-and-bass dub dubstep edm electro electronic emo
    folk forro french funk garage german gospel goth grindcore groove grunge guitar happy hard-rock hardcore
    hardstyle heavy-metal hip-hop holidays honky-tonk house idm indian indie indie-pop industrial iranian
    j-dance j-idol j-pop j-rock jazz k-pop kids latin latino malay mandopop metal metal-misc metalcore
    minimal-techno movies mpb new-age new-release opera pagode party philippines-opm piano pop pop-film
    post-dubstep power-pop progressive-house psych-rock punk punk-rock r-n-b rainy-day reggae reggaeton
    road-trip rock rock-n-roll rockabilly romance sad salsa samba sertanejo show-tunes singer-songwriter ska
    sleep songwriter soul soundtracks spanish study summer swedish synth-pop tango techno trance trip-hop
    turkish work-out world-music
"""
"""The names that programs were written against."""

OLD_SEEDS = WORDS.split()


def test_the_librarys_own_genres_are_listed() -> None:
    genres = Genres({"hip hop": "Hip Hop", "r&b": "R&B", "jazz": "Jazz"})
    assert genres.seeds() == ["hip-hop", "jazz", "r-b"]
    assert Genres({}).seeds() == []


def test_what_is_listed_is_found() -> None:
    genres = Genres({"hip hop": "Hip Hop", "r&b": "R&B", "drum & bass": "Drum & Bass", "日本": "日本", "!!!": "!!!"})
    assert {genres.find(name) for name in genres.seeds()} == set(genres.names)


@pytest.mark.parametrize("name", OLD_SEEDS)
def test_every_old_name_finds_the_genre_of_that_name(name: str) -> None:
    key = name.replace("-", " ")
    assert Genres({key: key.title(), "other": "Other"}).find(name) == key
    assert Genres({"other": "Other"}).find(name) is None, "a genre that the library has not is not made up"


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("r-n-b", "r&b"),
        ("drum-and-bass", "drum & bass"),
        ("hip-hop", "hiphop"),
        ("HIP HOP", "hip-hop"),
        ("soundtracks", "soundtrack"),
        ("synth-pop", "synthpop"),
        ("psych-rock", "psychedelic rock"),
    ],
)
def test_other_spellings(asked: str, key: str) -> None:
    assert Genres({key: key}).find(asked) == key


def test_other_spellings_belong_to_old_names() -> None:
    assert set(ALSO) <= {squeezed(name) for name in OLD_SEEDS}
    assert slug("Drum & Bass") == "drum-bass"
