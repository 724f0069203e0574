"""Questions as people ask them in forums, each with its answer and the source that decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import UnclearQuestion
from accord.domain.labels import Obligation, Purpose
from accord.rights.answer import answer, ask
from accord.rights.registry import sources

YES = [
    ("May I use MusicBrainz core data in a paid app?", "musicbrainz-core"),
    ("Can I ship MusicBrainz relationships and release groups with my commercial product?", "musicbrainz-core"),
    ("we are a startup, are we allowed to use ISRCs from MusicBrainz?", "musicbrainz-core"),
    ("Can I use all ISRCs from MusicBrainz commercially?", "musicbrainz-core"),
    ("Is it legal to sell an app built on Wikidata?", "wikidata"),
    ("May I publish playlists made from NC music?", "audio-cc-by-nc"),
    ("Can I publish a playlist of CC BY-NC tracks non-commercially?", "audio-cc-by-nc"),
    ("Can I use my own rips for recommendations at home?", "own-audio"),
    ("can i cluster my own music library for myself", "own-audio"),
    ("Am I allowed to analyse the CDs I ripped for personal use?", "own-audio"),
    ("I'd like to train a model on music I own, just for me", "own-audio"),
    ("Can I train a recommender on my own Spotify export for personal use?", "export-spotify"),
    ("May I import my Last.fm scrobbles to get recommendations for me?", "export-lastfm"),
    ("May we train a model on our users' listening history?", "own-listening"),
    ("Can I train a model on the ListenBrainz dumps and use it in a commercial app?", "listenbrainz"),
    ("Can AcousticBrainz features be used for training a model that I sell?", "acousticbrainz"),
    ("Could I train on the Million Playlist Dataset for my master's thesis?", "mpd"),
    ("May I benchmark on the Million Song Dataset for a research paper?", "msd"),
    ("Is it OK to use MTG-Jamendo tags for non-commercial research?", "mtg-jamendo"),
    ("Can I use CC BY 4.0 music in an ad-supported podcast?", "audio-cc-by"),
    ("May I train a commercial model on CC0 music?", "audio-cc0"),
    ("Can I use BeatNet weights in a paid product?", "beatnet"),
    ("May I bundle Silero VAD with a subscription service?", "silero-vad"),
    ("Can I use Essentia's models for my PhD?", "essentia-models"),
    ("Can my free app show MusicBrainz tags?", "musicbrainz-supplementary"),
    ("Can I release songs I wrote and earn money with them?", "own-works"),
    ("Can I use Wikidata?", "wikidata"),
    ("Can I share a playlist of CC-BY-NC songs on my blog?", "audio-cc-by-nc"),
    ("Can I analyze my own MP3 collection with AI to make playlists for me?", "own-audio"),
    ("Can I let an LLM read my Spotify data export to recommend music to me?", "export-spotify"),
    ("using own rips for recommendations at home", "own-audio"),
    ("publishing playlists made from NC music", "audio-cc-by-nc"),
    ("MusicBrainz core in a paid app", "musicbrainz-core"),
    ("May I use the Discogs data dumps in a commercial app?", "discogs-dumps"),
    ("Can I publish FMA metadata on GitHub?", "fma"),
    ("Can I redistribute GPL music from a game?", "audio-copyleft"),
    ("May I show MusiCNN tags of my own CDs to myself at home?", "musicnn-mtt"),
]

NO = [
    ("May I cluster the audio analysis of an API for personal use?", "spotify-web-api"),
    ("Can I cluster an API's audio analysis just for myself?", "spotify-web-api"),
    ("is clustering songs by spotify audio features okay for a personal project", "spotify-web-api"),
    ("I want to feed the Spotify API into a machine learning model, may I?", "spotify-web-api"),
    ("May I build a taste profile from recently played via the Spotify Web API?", "spotify-web-api"),
    ("Can I train on the Million Playlist Dataset and prompt the model with history from the Spotify API?", "mpd"),
    ("Own history through a model trained on MPD, for a commercial app?", "mpd"),
    ("Can I use my scrobbles with a model trained on the million playlist dataset in a paid app?", "mpd"),
    ("May I upload the Million Playlist Dataset to Hugging Face?", "mpd"),
    ("Can I sell my own Spotify export?", "export-spotify"),
    ("Could I sell my streaming history to a data broker?", "export-spotify"),
    ("Can I get paid for my Apple Music listening history?", "export-apple-music"),
    ("Can I train on a scraped archive?", "scraped-archive"),
    ("May I train a model on Anna's Archive for research?", "scraped-archive"),
    ("May I use MusicBrainz tags in a paid app?", "musicbrainz-supplementary"),
    ("Can my startup use MusicBrainz genres?", "musicbrainz-supplementary"),
    ("Can I use tags and ISRCs from MusicBrainz in a paid app?", "musicbrainz-supplementary"),
    ("MusicBrainz core in a paid app, and its ratings too?", "musicbrainz-supplementary"),
    ("Can I release a paid app using MusicBrainz?", "musicbrainz-supplementary"),
    ("May I use the MusicBrainz live data feed commercially?", "musicbrainz-live-feed"),
    ("May I publish playlists made from NC music commercially?", "audio-cc-by-nc"),
    ("Can I use CC BY-NC-SA 3.0 music in a YouTube video with ads?", "audio-cc-by-nc-sa"),
    ("Can I train a public model on CC BY-ND songs?", "audio-cc-by-nd"),
    ("May I play NC music in my bar?", "audio-cc-by-nc"),
    ("Can I share my own rips with friends?", "own-audio"),
    ("Can I train a model on my CDs and publish the weights?", "own-audio"),
    ("Can I use ReccoBeats to replace audio features in my app?", "reccobeats"),
    ("May I train on a Spotify dataset from Kaggle for a class project?", "spotify-feature-dumps"),
    ("Can I use VibeNet at home?", "vibenet"),
    ("Can I use madmom models in a commercial product?", "madmom-models"),
    ("Can a company use MLHD+?", "mlhd-plus"),
    ("Can I sell the ListenBrainz dump?", "listenbrainz"),
    ("Can I train on songs downloaded from YouTube for myself?", "stream-rips"),
    ("May I use Last.fm tags in my paid iOS app?", "lastfm-api"),
    ("Can I use Discogs marketplace prices to train a model?", "discogs-api"),
    ("Can I use FMA for a commercial model?", "fma-audio"),
    ("Can I use CC BY music without attribution in a free app?", "audio-cc-by"),
    ("May I use CC BY-SA music in a closed source game?", "audio-cc-by-sa"),
    ("Can we train on our users' listening history without their consent?", "own-listening"),
    ("Can I use the Spotify API?", "spotify-web-api"),
    ("Can I use my Spotify history from the API for myself?", "spotify-web-api"),
    ("Can I release weights trained on BY-NC-SA music under the MIT licence?", "audio-cc-by-nc-sa"),
    ("I have the Million Playlist Dataset on my disk. Can I build a commercial playlist generator with it?", "mpd"),
    ("Can I put CC BY-NC music into a playlist on my monetized YouTube channel?", "audio-cc-by-nc"),
    ("Can I use Anna's Archive Spotify metadata dump for research?", "scraped-archive"),
    ("clustering an API's audio analysis for personal use", "spotify-web-api"),
    ("selling one's own export", "export-other"),
    ("training on a scraped archive", "scraped-archive"),
]

UNCLEAR = [
    ("Is it forbidden to train on the Million Playlist Dataset?", "in the negative"),
    ("Can't I use MusicBrainz core in a paid app?", "in the negative"),
    ("May I use MusicBrainz core instead of Spotify in a paid app?", "in the negative"),
    ("Can I train a model on Deezer data?", "'Deezer'"),
    ("Can I train a model on deezer data?", "'deezer'"),
    ("Can I train on CC0 music and Beatport charts?", "'Beatport'"),
    ("May I combine MusicBrainz core with data from napster in a paid app?", "'napster'"),
    ('May I combine MusicBrainz core data with "the big list" in a paid app?', "'big list'"),
    ("May I combine MusicBrainz core data with Big Music Data in a paid app?", "'Big Music Data'"),
    ("May I use MusicBrainz core frobs in a paid app?", "'frobs'"),
    ("May I publish MusicBrainz frobs?", "'frobs'"),
    ("Can I use musicbrains in a paid app?", "did you mean MusicBrainz"),
    ("Can I use MusicBrains core in a paid app?", "did you mean MusicBrainz"),
    ("May I use MLHD+?", "does not say what for"),
    ("May I use my own CDs?", "does not say what for"),
    ("How high is the moon?", "names no source"),
    ("May I train a model?", "names no source"),
    ("", "empty"),
    ("???", "empty"),
    ("\x00\x1b[31m", "not understood"),
    ("MusicBrainz core " * 200, "2000"),
]


@pytest.mark.parametrize(("question", "source"), YES)
def test_yes(question: str, source: str) -> None:
    found = ask(question)
    assert (found.word, source in {each.id for each in found.sources}) == ("Yes", True), found
    assert not found.instead
    assert set(found.purposes) <= found.label.purposes


@pytest.mark.parametrize(("question", "source"), NO)
def test_no(question: str, source: str) -> None:
    found = ask(question)
    assert (found.word, found.sources[0].id) == ("No", source), found
    assert found.sources[0].instead in found.instead
    assert found.obligations == ()


@pytest.mark.parametrize(("question", "why"), UNCLEAR)
def test_what_is_not_understood_is_said(question: str, why: str) -> None:
    with pytest.raises(UnclearQuestion, match=why.replace("(", r"\(")) as refused:
        ask(question)
    if "names no source" in why:
        assert "musicbrainz-core" in str(refused.value)
        assert "training a model that serves others" in str(refused.value)


IDS = st.sampled_from(list(sources()))


@given(st.lists(IDS, min_size=1, max_size=4), st.lists(st.sampled_from(Purpose), min_size=1, max_size=3), IDS)
def test_one_source_more_never_turns_a_no_into_a_yes(ids: list[str], purposes: list[Purpose], more: str) -> None:
    before, after = answer(ids, purposes), answer([*ids, more], purposes)
    assert before.allowed or not after.allowed
    assert before.allowed == all(purpose in sources()[id_].label.purposes for id_ in ids for purpose in purposes)


@given(st.sampled_from(NO), IDS)
def test_one_source_named_more_never_turns_a_no_into_a_yes(case: tuple[str, str], more: str) -> None:
    try:
        assert not ask(f"{case[0].rstrip('?')} and {more}").allowed
    except UnclearQuestion:
        return


def test_a_source_that_the_registry_does_not_know_allows_nothing() -> None:
    found = answer(["musicbrainz-core", "heard-of-somewhere"], [Purpose.SERVICE])
    assert found.word == "No"
    assert not found.label.purposes
    assert "heard-of-somewhere" in found.reason


def test_a_yes_says_what_is_owed() -> None:
    found = ask("Can I publish playlists of CC BY-NC-SA music?")
    assert found.obligations == (Obligation.ATTRIBUTE, Obligation.SHARE_ALIKE)
    assert not ask("Can I publish playlists of CC BY-NC-SA music without credit?").allowed
    assert Obligation.OBTAIN_CONSENT in ask("Can we train on our users' listening history?").obligations


def test_what_is_never_kept_is_said() -> None:
    (note,) = ask("Can I use madmom models for my thesis?").notes
    assert "keeps nothing" in note


def test_words_left_out_are_said() -> None:
    (note,) = ask("May I joyfully use MusicBrainz core in a paid app?").notes
    assert "joyfully" in note


def test_a_no_stands_whatever_else_is_named() -> None:
    found = ask("May I mix Deezer data with MusicBrainz tags in a paid app?")
    assert found.word == "No"
    assert "'Deezer'" in found.notes[0]
