"""Whole texts of licences, known by their title or by words that only they have."""

from __future__ import annotations

from pathlib import Path

import pytest

from accord.domain.errors import UnknownLicence
from accord.rights.licence import read_licence

FILLER = "Nothing in this License limits rights arising from fair use. " * 40
COMMON = Path("/usr/share/common-licenses")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Creative Commons Legal Code\n\nAttribution-ShareAlike 3.0 Unported\n\n", "CC-BY-SA-3.0"),
        ("Creative Commons Legal Code\n\nAttribution-NonCommercial 2.0\n", "CC-BY-NC-2.0"),
        ("Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International Public License\n", "CC-BY-NC-SA-4.0"),
        ("Attribution-NoDerivatives 4.0 International\n=====\n", "CC-BY-ND-4.0"),
        ("CC0 1.0 Universal\n\nStatement of Purpose\n", "CC0-1.0"),
        (
            "attributes as selected by Licensor and indicated\n in the title of this License: Attribution, ShareAlike.",
            "LicenseRef-accord-CC-BY-SA",
        ),
        (
            "GNU GENERAL PUBLIC LICENSE\nVersion 2, June 1991\n\nUse the GNU Lesser General Public License.\n",
            "GPL-2.0-only",
        ),
        ("GNU LESSER GENERAL PUBLIC LICENSE\nVersion 3\n\nIt supplements the GNU GPL version 3.\n", "LGPL-3.0-only"),
        ('Mozilla Public License Version 2.0\n\n"Secondary License" means the GNU GPL, Version 2.0\n', "MPL-2.0"),
        (
            "It is under the GNU General Public License, version 2, or (at your option) any later version.",
            "GPL-2.0-or-later",
        ),
        ("Apache License\nVersion 2.0, January 2004\n", "Apache-2.0"),
        ("This is free and unencumbered software released into the public domain.\n", "Unlicense"),
        ("SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007\n", "OFL-1.1"),
    ],
)
def test_texts_are_known_by_their_words(head: str, expected: str) -> None:
    for text in (head + FILLER, head.replace("\n", "\r\n") + FILLER):
        licence = read_licence(text)
        assert licence is not None
        assert licence.expression == expected


def test_what_creative_commons_says_of_its_own_text_is_not_said_of_the_work() -> None:
    tail = "The text of the Creative Commons public licenses is dedicated to the public domain under the CC0 Public"
    licence = read_licence(f"Attribution 4.0 International\n{FILLER}\n{tail} Domain Dedication.\n")
    assert licence is not None
    assert licence.expression == "CC-BY-4.0"


def test_a_bsd_text_with_two_or_three_conditions() -> None:
    two = "Redistribution and use in source and binary forms, with or without modification, are permitted provided that"
    licences = [read_licence(two), read_licence(two + " neither the name of the author is used to endorse it")]
    assert [licence and licence.expression for licence in licences] == ["BSD-2-Clause", "BSD-3-Clause"]


def test_a_long_text_that_forbids_commercial_use_is_not_taken_for_the_free_licence_that_it_quotes() -> None:
    with pytest.raises(UnknownLicence, match="non-commercial"):
        read_licence("The MIT License\n" + FILLER + "You may use it for non-commercial purposes only.")


@pytest.mark.skipif(not COMMON.is_dir(), reason="Debian's common licences are not installed here")
def test_the_texts_that_debian_installs() -> None:
    expected = {"GPL-2": "GPL-2.0-only", "LGPL-2.1": "LGPL-2.1-only", "CC0-1.0": "CC0-1.0", "MPL-2.0": "MPL-2.0"}
    for name, id_ in expected.items():
        if (COMMON / name).is_file():
            licence = read_licence((COMMON / name).read_text(encoding="utf-8", errors="replace"))
            assert licence is not None
            assert licence.expression == id_
