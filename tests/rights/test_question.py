"""Reading questions: word forms, purposes and for whom, names that are shared, misspelt or unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import UnclearQuestion
from accord.domain.labels import Obligation, Purpose
from accord.rights.naming import names
from accord.rights.question import parse
from accord.rights.wording import matches, stem, stems, tokens

P = Purpose


@pytest.mark.parametrize(
    ("forms", "root"),
    [
        ("publish publishes published publishing", "publish"),
        ("train trains trained training", "train"),
        ("rip rips ripped ripping", "rip"),
        ("sell sells selling", "sell"),
        ("share shares shared sharing", "shar"),
        ("history histories", "history"),
        ("analyse analysed analysing analyses", "analys"),
        ("isrc isrcs", "isrc"),
        ("listen listens listening", "listen"),
    ],
)
def test_forms_of_a_word_are_one(forms: str, root: str) -> None:
    assert {stem(form) for form in forms.split()} == {root}


def test_words_come_apart_at_hyphens_and_articles_go() -> None:
    assert stems("the CC-BY-NC music") == ("cc", "by", "nc", "music")
    assert [token.text for token in tokens("I can't use Anna’s last.fm")] == [
        "I",
        "ca",
        "not",
        "use",
        "Anna",
        "last.fm",
    ]


def test_the_longest_phrase_wins() -> None:
    phrases = {("cc", "by"): ("by",), ("cc", "by", "nc"): ("nc",), ("nc", "music"): ("other",)}
    (found,) = matches(tokens("Use CC BY-NC music"), phrases)
    assert (found.start, found.end, found.meanings) == (1, 4, ("nc",))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("train on CC0 music", {P.TRAINING}),
        ("train on CC0 music for myself", {P.PERSONALISATION}),
        ("train on CC0 music for my thesis", {P.NON_COMMERCIAL_RESEARCH}),
        ("train on CC0 music for my thesis, then serve it to users", {P.NON_COMMERCIAL_RESEARCH, P.TRAINING}),
        ("train on CC0 music for myself and for my friends", {P.PERSONALISATION, P.TRAINING}),
        ("train on CC0 music and publish the weights", {P.TRAINING, P.PUBLICATION}),
        ("train on CC0 music and sell the model", {P.TRAINING, P.COMMERCIAL}),
        ("sell CC0 music", {P.SALE}),
        ("sell the CC0 music in my app", {P.SALE}),
        ("sell an app with CC0 music", {P.COMMERCIAL}),
        ("cluster CC0 music", {P.PERSONALISATION}),
        ("cluster CC0 music for research", {P.NON_COMMERCIAL_RESEARCH}),
        ("cluster CC0 music in my app", {P.PUBLICATION}),
        ("show CC0 music", {P.SERVICE}),
        ("CC0 music in a paid app", {P.COMMERCIAL}),
        ("pool CC0 music into community statistics", {P.COMMUNITY_STATISTICS}),
        ("publish CC0 music non-commercially", {P.PUBLICATION}),
        ("publish CC0 music, I don't make money", {P.PUBLICATION}),
        ("use CC0 music", set()),
    ],
)
def test_purposes_and_for_whom(text: str, asked: set[Purpose]) -> None:
    found = parse(text, names())
    assert (found.sources, set(found.purposes)) == (("audio-cc0",), asked)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("MusicBrainz", {"musicbrainz-core", "musicbrainz-supplementary"}),
        ("MusicBrainz artists", {"musicbrainz-core"}),
        ("artists and ISRCs from MusicBrainz", {"musicbrainz-core"}),
        ("all ISRCs from MusicBrainz", {"musicbrainz-core"}),
        ("ISRCs and everything else in MusicBrainz", {"musicbrainz-core", "musicbrainz-supplementary"}),
        ("MusicBrainz artists, and tags", {"musicbrainz-core", "musicbrainz-supplementary"}),
        ("MusicBrainz core data with its annotations", {"musicbrainz-core", "musicbrainz-supplementary"}),
        ("MusicBrainz ratings", {"musicbrainz-supplementary"}),
        ("the genres of MusicBrainz artists", {"musicbrainz-core", "musicbrainz-supplementary"}),
        ("release a MusicBrainz app", {"musicbrainz-core", "musicbrainz-supplementary"}),
        ("a company that releases apps with MusicBrainz", {"musicbrainz-core", "musicbrainz-supplementary"}),
        ("ISRC", {"musicbrainz-core"}),
        ("Discogs", {"discogs-dumps", "discogs-api"}),
        ("Discogs dumps", {"discogs-dumps"}),
        ("Discogs prices", {"discogs-api"}),
        ("FMA audio", {"fma-audio"}),
        ("FMA metadata", {"fma"}),
        ("my Spotify export", {"export-spotify"}),
        ("Spotify", {"spotify-web-api"}),
        ("my listening history from the Spotify API", {"spotify-web-api"}),
        ("CC BY-NC-SA 4.0 songs", {"audio-cc-by-nc-sa"}),
        ("audio-cc-by", {"audio-cc-by"}),
    ],
)
def test_names_of_sources(text: str, ids: set[str]) -> None:
    assert set(parse(text, names()).sources) == ids


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("MusicBrainz core and data from Deezer", ("Deezer",)),
        ("MusicBrainz core and deezer data", ("deezer",)),
        ("MusicBrainz core and 'lists' by frobnicators", ("frobnicators",)),
        ('MusicBrainz core and "songs of the year"', ("songs of year",)),
        ("MusicBrainz core and Open Music Records", ("Open Music Records",)),
        ("MusicBrainz core with wikidatta", ("wikidatta",)),
        ("May I use MusicBrainz core in my app?", ()),
        ("Can I Use MusicBrainz Core Data From Home?", ()),
        ("I think MusicBrainz core is great. Thanks!", ()),
    ],
)
def test_what_looks_like_a_source_and_is_none(text: str, unknown: tuple[str, ...]) -> None:
    assert parse(text, names()).unknown == unknown


def test_duties_that_one_would_rather_not_meet() -> None:
    assert parse("CC BY music without credit", names()).waived == {Obligation.ATTRIBUTE}
    assert parse("GPL music in a proprietary game", names()).waived == {Obligation.SHARE_ALIKE}
    assert parse("train on own listening without asking", names()).waived == {Obligation.OBTAIN_CONSENT}


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse(text, names())
    except UnclearQuestion:
        return
    assert set(found.sources) <= set(names().fields)
