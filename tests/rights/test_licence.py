"""Licences as people, taggers and packagers write them, and what each lets one do."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from license_expression import get_spdx_licensing

from accord.domain.errors import UnknownLicence
from accord.domain.labels import Obligation, Purpose
from accord.rights.licence import OWN_COPY, Licence, Stated, both, narrowest, read_licence, read_stated
from accord.rights.licence_text import known, table
from accord.rights.registry import OWN_AUDIO, source

SOURCES = sorted(set(known().values()))


def expression(text: str) -> str:
    licence = read_licence(text)
    assert licence is not None
    return licence.expression


def falls_under(text: str) -> str:
    licence = read_licence(text)
    assert licence is not None
    return licence.source_id


def test_every_id_of_the_table_is_of_the_spdx_list_or_our_own() -> None:
    listed = get_spdx_licensing().known_symbols
    named = {*known(), *table()["names"].values(), *(text["id"] for text in table()["text"])}
    assert {id_ for id_ in named if not id_.startswith("LicenseRef-accord-")} <= set(listed)
    assert named == set(known()), "every name stands for a licence with a source"
    for exception in table()["exceptions"]["known"]:
        assert listed[exception].is_exception
    assert all(name == " ".join(name.lower().split()) for name in table()["names"])


def test_every_licence_falls_under_a_source_whose_rows_may_be_kept() -> None:
    assert all(source(id_).stored and source(id_).kind in ("audio", "own") for id_ in SOURCES)
    for id_, source_id in known().items():
        assert read_licence(id_) == read_licence(id_.lower()) == Licence(id_, source_id)


def test_labels_of_licences_are_in_the_order_of_their_elements() -> None:
    labels = {id_: source(id_).label for id_ in SOURCES}
    assert labels["audio-cc0"].obligations == frozenset()
    for id_ in ("audio-cc-by-nc", "audio-cc-by-nc-sa", "audio-cc-by-nc-nd"):
        assert not labels[id_].purposes & {Purpose.COMMERCIAL, Purpose.SALE}
    for id_ in ("audio-cc-by-sa", "audio-cc-by-nc-sa", "audio-copyleft"):
        assert Obligation.SHARE_ALIKE in labels[id_].obligations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://creativecommons.org/licenses/by-sa/3.0/", "CC-BY-SA-3.0"),
        ("https://www.creativecommons.org/licenses/by-sa/4.0/legalcode.txt", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/licenses/by/3.0/us/", "CC-BY-3.0-US"),
        ("http://creativecommons.org/licenses/by-nc-sa/2.0/fr/deed.en", "CC-BY-NC-SA-2.0-FR"),
        ("http://creativecommons.org/licenses/by-sa/2.0/fr/", "CC-BY-SA-2.0"),
        ("creativecommons.org/licenses/by/4.0", "CC-BY-4.0"),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/deed.de", "CC-BY-NC-ND-4.0"),
        ("http://creativecommons.org/licenses/nd-nc-by/2.5/", "CC-BY-NC-ND-2.5"),
        ("https://creativecommons.org/licenses/by-nc/", "LicenseRef-accord-CC-BY-NC"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("https://creativecommons.org/publicdomain/mark/1.0/deed.fr", "CC-PDM-1.0"),
        ("https://www.gnu.org/licenses/old-licenses/gpl-2.0.html", "GPL-2.0-only"),
        ("https://www.gnu.org/licenses/lgpl-3.0.html", "LGPL-3.0-only"),
    ],
)
def test_urls_name_a_licence(text: str, expected: str) -> None:
    assert expression(text) == expected
    assert expression(f"© 2014 Somebody. Verify at {text} or http://example.org/") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CC BY 4.0", "CC-BY-4.0"),
        ("cc-by-sa", "LicenseRef-accord-CC-BY-SA"),
        ("CC_BY_NC_3.0", "CC-BY-NC-3.0"),
        ("by-nc-sa 4.0", "CC-BY-NC-SA-4.0"),
        ("CC BY-NC-SA 3.0 US", "CC-BY-NC-SA-3.0"),
        ("Creative Commons Attribution-NonCommercial 3.0 Unported", "CC-BY-NC-3.0"),
        ("Creative Commons Attribution Non-commercial Share-Alike", "LicenseRef-accord-CC-BY-NC-SA"),
        ("Attribution-NonCommercial-NoDerivs 3.0 Unported", "CC-BY-NC-ND-3.0"),
        ("Creative Commons Attribution No Derivative Works 2.5", "CC-BY-ND-2.5"),
        ("Creative Commons License: Attribution 3.0", "CC-BY-3.0"),
        ("(cc) BY-NC Somebody", "LicenseRef-accord-CC-BY-NC"),
        ("CC BY-SA 3.0 or later", "CC-BY-SA-3.0"),
        ("CC0", "CC0-1.0"),
        ("CC0 1.0 Universal", "CC0-1.0"),
        ("Public Domain", "LicenseRef-accord-public-domain"),
        ("Public Domain Mark 1.0", "CC-PDM-1.0"),
        ("This recording is dedicated to the public domain.", "LicenseRef-accord-public-domain"),
        ("GPL", "GPL-1.0-or-later"),
        ("GPL-2+", "GPL-2.0-or-later"),
        ("GPLv3", "GPL-3.0-only"),
        ("GPL v2 or later", "GPL-2.0-or-later"),
        ("Released under the GNU General Public License, version 2 or later", "GPL-2.0-or-later"),
        ("LGPL-2.1+", "LGPL-2.1-or-later"),
        ("GNU Lesser General Public License 2.1", "LGPL-2.1-only"),
        ("Expat", "MIT"),
        ("Artistic", "Artistic-1.0"),
        ("SIL OFL 1.1", "OFL-1.1"),
        ("Licensed under the Free Art License 1.3", "LAL-1.3"),
        ("OGA-BY 3.0", "LicenseRef-accord-OGA-BY-3.0"),
        ("LicenseRef-accord-own-copy", OWN_COPY),
        ("SPDX-License-Identifier: CC-BY-SA-4.0\nCopyright: somebody", "CC-BY-SA-4.0"),
        ("<!-- SPDX-License-Identifier: CC0-1.0 -->", "CC0-1.0"),
    ],
)
def test_names_as_people_write_them(text: str, expected: str) -> None:
    assert expression(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "source_id"),
    [
        ("CC-BY-4.0 AND CC-BY-NC-4.0", "CC-BY-4.0 AND CC-BY-NC-4.0", "audio-cc-by-nc"),
        ("cc-by-4.0 and gpl-2+", "CC-BY-4.0 AND GPL-2.0-or-later", "audio-copyleft"),
        ("CC-BY-4.0 OR CC-BY-NC-4.0", "CC-BY-4.0 OR CC-BY-NC-4.0", "audio-cc-by"),
        ("CC BY-SA 3.0 or GPL v2 or later", "CC-BY-SA-3.0 OR GPL-2.0-or-later", "audio-cc-by-sa"),
        ("(CC-BY-NC-4.0 OR CC0-1.0) AND MIT", "(CC-BY-NC-4.0 OR CC0-1.0) AND MIT", "audio-permissive"),
        ("GPL-2.0-or-later WITH Font-exception-2.0", "GPL-2.0-or-later WITH Font-exception-2.0", "audio-copyleft"),
        # Neither of these allows less than the other: what both allow is no more than with one's own copy.
        ("CC-BY-SA-4.0 AND CC-BY-NC-4.0", "CC-BY-SA-4.0 AND CC-BY-NC-4.0", "own-audio"),
    ],
)
def test_expressions_and_what_decides(text: str, expected: str, source_id: str) -> None:
    assert read_licence(text) == Licence(expected, source_id)


def test_of_several_licences_in_one_text_the_strictest_decides() -> None:
    assert read_licence("Music: CC BY 4.0; words: CC BY-NC 4.0") == Licence(
        "CC-BY-4.0 AND CC-BY-NC-4.0", "audio-cc-by-nc"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "© Some Label",
        "(c) 2010 Some Label",
        "Copyright 2010 by MIT Press",
        "All rights reserved",
        "℗ 2010 Label, under exclusive licence to Another",
        "2010 Some Label and Others",
        "(C) 1999 A. All rights reserved. Unauthorised copying without licence prohibited.",
    ],
)
def test_the_mere_statement_of_a_copyright_claims_no_licence(text: str) -> None:
    assert read_licence(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Foo Public Terms 1.0",
        "https://example.com/terms",
        "LicenseRef-other",
        "Creative Commons",
        "Some rights reserved",
        "(cc) by John Smith",
        "Creative Commons Sampling Plus 1.0",
        "http://creativecommons.org/licenses/sampling+/1.0/",
        "http://creativecommons.org/licenses/nc-sa/1.0/",
        "http://creativecommons.org/licenses/by/9.9/",
        "GPL-9",
        "MIT OR",
        "MIT AND Foo-1.0",
        "CC BY 4.0 AND the rest is secret",
        "GPL-2.0-or-later WITH nope-exception",
        "((CC-BY-4.0 OR MIT)",
        "Not licensed under CC BY 4.0",
        "No longer under http://creativecommons.org/licenses/by/4.0/",
        "CC BY 4.0, except track 3",
        "CC BY 4.0, for non-commercial use only",
        "CC BY 4.0, pas d'utilisation commerciale",
        "CC-BY NonCom",
        "CC-BY-4.0, no derivatives",
        "Creative Commons Attribution - Pas d'Utilisation Commerciale",
        "Creative Commons Attribution-NonCommercial-Partage 4.0",
        "Licensed under terms to be had from the author",
        "\0\ud800",
    ],
)
def test_what_claims_a_licence_and_is_unknown_or_limited_is_refused(text: str) -> None:
    with pytest.raises(UnknownLicence):
        read_licence(text)


def test_an_error_repeats_little_of_what_was_read() -> None:
    with pytest.raises(UnknownLicence) as caught:
        read_licence("unknown terms " * 1000)
    assert len(str(caught.value)) < 200


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        licence = read_licence(text)
    except UnknownLicence:
        return
    assert licence is None or licence.source_id in SOURCES


@given(
    st.recursive(
        st.sampled_from(sorted(known())),
        lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["AND", "OR"]), inner),
        max_leaves=5,
    )
)
def test_reading_an_expression_again_changes_nothing(text: str) -> None:
    first = read_licence(text)
    assert first is not None
    assert read_licence(first.expression) == first


ids = st.sampled_from(sorted(known()))


@given(ids, ids)
def test_t16_an_and_never_allows_more_than_its_parts_and_an_or_never_less_than_the_wider(one: str, other: str) -> None:
    joint = source(falls_under(f"{one} AND {other}")).label
    either = source(falls_under(f"{one} OR {other}")).label
    for id_ in (one, other):
        part = source(known()[id_]).label
        assert joint.purposes <= part.purposes
        assert len(either.purposes) >= len(part.purposes)
        assert OWN_AUDIO.id == falls_under(f"{one} AND {other}") or joint.obligations >= part.obligations
    assert falls_under(f"{other} AND {one}") == falls_under(f"{one} AND {other}")


def test_t17_the_narrowest_is_the_same_in_any_order_and_own_where_there_is_none() -> None:
    for three in (("audio-cc0", "audio-cc-by", "audio-cc-by-nc"), ("audio-cc-by-sa", "audio-cc-by-nc", "audio-cc0")):
        assert len({narrowest(order) for order in permutations(three)}) == 1
    assert narrowest(("audio-cc0", "audio-cc-by", "audio-cc-by-nc")) == "audio-cc-by-nc"
    assert narrowest(("audio-cc-by-sa", "audio-cc-by-nc")) == OWN_AUDIO.id
    assert narrowest(("audio-cc-by", OWN_AUDIO.id)) == OWN_AUDIO.id


def test_the_same_licence_twice_is_one() -> None:
    licence = Licence("CC-BY-4.0", "audio-cc-by")
    assert both(licence, licence) == licence
    choice = Licence("MIT OR CC0-1.0", "audio-cc0")
    assert both(licence, choice).expression == "CC-BY-4.0 AND (MIT OR CC0-1.0)"


def test_a_document_may_give_the_text_for_a_name_of_its_own() -> None:
    text = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software"
    assert read_stated(Stated("Our-Own", text)) == Licence("MIT", "audio-permissive")
    with pytest.raises(UnknownLicence, match="Our-Own"):
        read_stated(Stated("Our-Own"))
    with pytest.raises(UnknownLicence, match="Secret"):
        read_stated(Stated("MIT and Secret", text))
