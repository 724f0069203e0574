"""Notices: texts that were published are never changed, and say what the law asks to be said."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from accord.domain.errors import InvalidParameter
from accord.domain.labels import Purpose
from accord.rights.notices import CONSENT, CONTRACT, Notice, Notices, published
from accord.rights.registry import OWN_LISTENING

GOLDEN = {
    ("service", 1): "9365fd3179a07d78d9727553fd2ae428ec1ce61d53a9e24e98ee5c7dd3f59fda",
    ("personalisation", 1): "f85b0c43f9e6bd918fe0f9fce06b419cd32bd038109f306764b47e27f8db5a4d",
    ("community-statistics", 1): "a51a71f44f2257173cdb47187280cf84053bc482d049d56dc1035c73862afbaa",
    ("community-statistics", 2): "c3e5b556dd12c0e176f47b2b4b087b42bd019415bbf2692a9d53643cf2cf69ef",
    ("research-export", 1): "76e006c61d5a7dac6b226ac6fe0f1118763b23bc7eaf2923d43e4a0ccfa7d92c",
    ("training", 1): "ad88b03393f021e63c9ff7c6d87eb5c3ab9dc83ca36c81fa123719f52e6368e9",
}
"""Whoever changes a word of a notice adds a version instead: records rest on what is written here."""


def test_a_published_notice_is_never_changed() -> None:
    assert {(notice.name, notice.version): notice.hash for notice in published().every} == GOLDEN


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Notice)])
def test_the_hash_is_of_all_that_a_notice_says(field: str) -> None:
    notice = published().of(Purpose.PERSONALISATION)
    others: dict[type, Any] = {str: "something else", int: 99, tuple: ("something else",)}
    kind = next(kind for kind in (str, int, tuple) if isinstance(getattr(notice, field), kind))
    change: dict[str, Any] = {field: Purpose.SALE if field == "purpose" else others[kind]}
    assert dataclasses.replace(notice, **change).hash != notice.hash


def test_t6_every_notice_says_what_the_law_asks_for() -> None:
    for notice in published().every:
        for said in (notice.title, notice.text, notice.storage, notice.retention, notice.withdrawal, notice.authority):
            assert len(said) > 20 or said == notice.title
        assert notice.data
        assert notice.language == "en"
        assert notice.version >= 1


def test_t2_everything_but_the_account_itself_is_optional() -> None:
    current = {notice.purpose: notice for notice in published().current}
    assert {purpose for purpose, notice in current.items() if notice.optional} == {
        Purpose.PERSONALISATION,
        Purpose.COMMUNITY_STATISTICS,
        Purpose.NON_COMMERCIAL_RESEARCH,
        Purpose.TRAINING,
    }
    assert {purpose for purpose, notice in current.items() if notice.basis == CONTRACT} == {Purpose.SERVICE}
    assert all(notice.months == 24 for notice in current.values() if notice.basis == CONSENT)


def test_nobody_is_asked_about_what_the_label_of_listening_does_not_allow() -> None:
    assert {notice.purpose for notice in published().every} <= OWN_LISTENING.label.purposes


def test_a_name_that_is_none_is_refused_with_those_that_are() -> None:
    assert published().named("research-export").purpose is Purpose.NON_COMMERCIAL_RESEARCH
    with pytest.raises(InvalidParameter, match="personalisation, community-statistics, research-export"):
        published().named("advertising")
    with pytest.raises(InvalidParameter, match="SellData"):
        published().of(Purpose.SALE)
    assert published().accepted(Purpose.SALE) == ()
    assert published().with_hash("0" * 64) is None


def test_the_highest_version_is_asked_about() -> None:
    first = published().of(Purpose.PERSONALISATION)
    second = dataclasses.replace(first, version=2, text="Another text.")
    for order in ((first, second), (second, first)):
        notices = Notices(order)
        assert notices.of(Purpose.PERSONALISATION) == second
        assert notices.accepted(Purpose.PERSONALISATION) == (second.hash,)
        assert notices.with_hash(first.hash) == first


def test_a_contract_holds_where_only_words_changed_and_a_consent_does_not() -> None:
    contract, consent = published().of(Purpose.SERVICE), published().of(Purpose.PERSONALISATION)
    assert contract.covers(dataclasses.replace(contract, version=2, text="The same in other words."))
    assert not consent.covers(dataclasses.replace(consent, version=2, text="The same in other words."))
    changes: list[dict[str, Any]] = [
        {"data": (*contract.data, "Where you were")},
        {"recipients": ("An advertiser",)},
        {"storage": "In a data centre."},
        {"retention": "For ever."},
        {"basis": CONSENT},
    ]
    for wider in changes:
        assert not contract.covers(dataclasses.replace(contract, version=2, **wider))
    assert contract.covers(dataclasses.replace(contract, version=2, data=contract.data[:1]))
