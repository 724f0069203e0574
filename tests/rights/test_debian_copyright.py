"""Machine-readable copyright files of Debian: stanzas, globs, names and texts."""

from __future__ import annotations

import pytest

from accord.rights.debian_copyright import DebianCopyright
from accord.rights.licence import Stated, read_stated

HEADER = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: game\n"
GAME = (
    HEADER
    + """
Files: *
Copyright: 2011 Somebody
License: GPL-2+

Files: music/*.ogg
       music/odd\\*name.flac
Copyright: 2012 Composer
License: CC-BY-SA-3.0

Files: music/intro?.ogg
Copyright: 2013 Other
License: Own-Terms

License: Own-Terms
 Redistribution and use in source and binary forms, with or without
 modification, are permitted.
 .
 And so on.

License: GPL-2+
 On Debian systems the text lies elsewhere.
"""
)


def name_of(document: DebianCopyright, path: str) -> str | None:
    stated = document.of(path)
    return stated.name if stated else None


def test_the_last_stanza_that_matches_counts() -> None:
    document = DebianCopyright(GAME)
    assert name_of(document, "src/main.c") == "GPL-2+"
    assert name_of(document, "music/theme.ogg") == "CC-BY-SA-3.0"
    assert name_of(document, "music/deeper/theme.ogg") == "CC-BY-SA-3.0", "a star matches slashes"
    assert name_of(document, "music/intro1.ogg") == "Own-Terms"
    assert name_of(document, "music/intro12.ogg") == "CC-BY-SA-3.0"
    assert name_of(document, "music/odd*name.flac") == "CC-BY-SA-3.0"
    assert name_of(document, "music/oddXname.flac") == "GPL-2+"


def test_installed_files_are_found_by_the_end_of_their_path() -> None:
    assert name_of(DebianCopyright(GAME), "share/games/game/music/theme.ogg") == "CC-BY-SA-3.0"


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    document = DebianCopyright(f"{HEADER}\nFiles: {'*a' * 200}*b\nLicense: MIT\n")
    assert document.of("a" * 5000) is None
    assert document.of("a" * 5000 + "b") == Stated("MIT")


def test_a_name_of_its_own_brings_its_text() -> None:
    stated = DebianCopyright(GAME).of("music/intro1.ogg")
    assert stated is not None
    licence = read_stated(stated)
    assert licence is not None
    assert licence.expression == "BSD-2-Clause"


def test_a_header_may_speak_for_all_and_a_stanza_for_nothing() -> None:
    assert DebianCopyright(HEADER + "License: CC0-1.0\n").of("a.ogg") == Stated("CC0-1.0")
    assert DebianCopyright(HEADER + "\nFiles: b.ogg\nLicense: MIT\n").of("a.ogg") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GPL-2+ or Artistic, and CC-BY-3.0", "(GPL-2.0-or-later OR Artistic-1.0) AND CC-BY-3.0"),
        ("GPL-2+ with OpenSSL exception", "GPL-2.0-or-later"),
        ("Expat and BSD-3-clause", "MIT AND BSD-3-Clause"),
        ("public-domain", "LicenseRef-accord-public-domain"),
    ],
)
def test_short_names_are_expressions_of_their_own_kind(name: str, expected: str) -> None:
    stated = DebianCopyright(f"{HEADER}\nFiles: *\nLicense: {name}\n").of("a.ogg")
    assert stated is not None
    licence = read_stated(stated)
    assert licence is not None
    assert licence.expression == expected


def test_free_text_is_not_of_this_format() -> None:
    with pytest.raises(ValueError, match="Format"):
        DebianCopyright("This package was debianized by somebody.\n\nLicense: GPL\n")
