"""The grammar of a search: what was typed is what is meant, and every text means something or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.library.search_query import FIELDS, MOST_TERMS, Query, Term, parse

WORDS = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=8)
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
NAMED = st.sampled_from([None, *(field for field in FIELDS if field not in ("isrc", "year"))])
TERMS = st.builds(Term, PHRASES, NAMED)
QUERIES = st.builds(
    Query,
    st.lists(st.lists(TERMS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=4).map(tuple),
    st.lists(TERMS, max_size=3).map(tuple),
)


def written(term: Term) -> str:
    return (f"{term.field}:" if term.field else "") + f'"{term.text}"'


@given(QUERIES, st.booleans())
def test_what_is_written_out_is_read_again(query: Query, dashes: bool) -> None:
    parts = [" OR ".join(map(written, group)) for group in query.required]
    parts += [("-" if dashes else "NOT ") + written(term) for term in query.excluded]
    assert parse(" ".join(parts), 2026) == query


@given(st.text())
def test_every_text_is_read(text: str) -> None:
    query = parse(text, 2026)
    if query is None:
        assert not any(character.isalnum() for character in text)
    else:
        terms = [term for group in query.required for term in group] + [*query.excluded]
        assert len(terms) <= MOST_TERMS
        assert all('"' not in term.text and "\0" not in term.text for term in terms)


@given(st.lists(WORDS, min_size=1, max_size=MOST_TERMS))
def test_plain_words_are_all_required_and_the_last_may_go_on(words: list[str]) -> None:
    words = [word if word not in ("OR", "NOT") else "x" for word in words]
    expected = tuple((Term(word, prefix=place == len(words) - 1),) for place, word in enumerate(words))
    assert parse(" ".join(words), 2026) == Query(expected)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("year:1990-1999", Query(((Term("1990-1999", "year", years=(1990, 1999)),),))),
        ('year:"1999-1990"', Query(((Term("1999-1990", "year", years=(1990, 1999)),),))),
        ("year:1999", Query(((Term("1999", "year"),),))),
        ("isrc:us-abc-21-00001", Query(((Term("usabc2100001", "isrc"),),))),
        ("tag:new", Query(((Term("new", "year", years=(2025, 2026)),),))),
        ("tag:HIPSTER", Query()),
        ("tag:old", Query(((Term("tag old", prefix=True),),))),
        ("colour:blue", Query(((Term("colour:blue", prefix=True),),))),
        ("artist:", Query(((Term("artist:", prefix=True),),))),
        ("Artist:  ada", Query(((Term("ada", "artist", prefix=True),),))),
        ("rock NOT", Query(((Term("rock"),), (Term("NOT", prefix=True),)))),
        ("OR rock", Query(((Term("OR"),), (Term("rock", prefix=True),)))),
        ("not -a", Query(((Term("not"),),), (Term("a"),))),
        ("NOT a OR b", Query(((Term("b", prefix=True),),), (Term("a"),))),
        ("jay-z - live", Query(((Term("jay-z"),), (Term("live", prefix=True),)))),
        ("ra* artist:bea*", Query(((Term("ra*", prefix=True),), (Term("bea*", "artist", prefix=True),)))),
        ("ra* x NOT ba*", Query(((Term("ra*", prefix=True),), (Term("x"),)), (Term("ba*", prefix=True),))),
        ('say"so', Query(((Term("say"),), (Term("so"),)))),
    ],
)
def test_special_forms(text: str, query: Query) -> None:
    assert parse(text, 2026) == query


@pytest.mark.parametrize("text", ["", " ", "***", '""', "- :", "\0"])
def test_a_text_without_letter_or_digit_asks_for_nothing(text: str) -> None:
    assert parse(text, 2026) is None
