"""SPDX 2 documents in both of their forms, and REUSE.toml."""

from __future__ import annotations

import json

import pytest

from accord.rights.licence import OWN_COPY, Stated
from accord.rights.reuse import ReuseAnnotations
from accord.rights.spdx_document import SpdxDocument

TAGS = """SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0

PackageName: album
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: CC-BY-4.0

FileName: ./one.ogg
SPDXID: SPDXRef-1
LicenseConcluded: CC-BY-NC-4.0
LicenseInfoInFile: CC-BY-4.0

FileName: ./sub/two.ogg
LicenseConcluded: NOASSERTION
LicenseInfoInFile: MIT
LicenseInfoInFile: CC0-1.0

FileName: ./three.ogg
LicenseConcluded: NONE

FileName: ./four.ogg
LicenseConcluded: LicenseRef-Ours

LicenseID: LicenseRef-Ours
ExtractedText: <text>Free Art License 1.3,
as it stands.</text>
"""
DOCUMENT = {
    "spdxVersion": "SPDX-2.3",
    "packages": [{"name": "album", "licenseConcluded": "NOASSERTION", "licenseDeclared": "CC-BY-4.0"}],
    "files": [
        {"fileName": "./one.ogg", "licenseConcluded": "CC-BY-NC-4.0", "licenseInfoInFiles": ["CC-BY-4.0"]},
        {"fileName": "sub/two.ogg", "licenseConcluded": "NOASSERTION", "licenseInfoInFiles": ["MIT", "CC0-1.0"]},
        {"fileName": "./three.ogg", "licenseConcluded": "NONE"},
        {"fileName": "./four.ogg", "licenseConcluded": "LicenseRef-Ours"},
    ],
    "hasExtractedLicensingInfos": [
        {"licenseId": "LicenseRef-Ours", "extractedText": "Free Art License 1.3,\nas it stands."}
    ],
}


@pytest.mark.parametrize("text", [TAGS, json.dumps(DOCUMENT)], ids=["tag-value", "json"])
def test_files_and_packages(text: str) -> None:
    document = SpdxDocument(text)
    assert document.of("one.ogg") == Stated("CC-BY-NC-4.0")
    assert document.of("sub/two.ogg") == Stated("MIT AND CC0-1.0")
    assert document.of("three.ogg") == Stated(OWN_COPY)
    assert document.of("four.ogg") == Stated("LicenseRef-Ours", "Free Art License 1.3,\nas it stands.")
    assert document.of("five.ogg") == Stated("CC-BY-4.0"), "what is not listed is under the package's licence"


def test_of_two_packages_none_speaks_for_what_is_not_listed() -> None:
    package = DOCUMENT["packages"]
    assert SpdxDocument(json.dumps({**DOCUMENT, "packages": [*package, *package]})).of("five.ogg") is None


@pytest.mark.parametrize("text", ["", "{}", "{", "[]", '{"spdxVersion": 3}', "FileName: a\nLicenseConcluded: MIT\n"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        SpdxDocument(text)


@pytest.mark.parametrize("spoilt", [{"files": 1}, {"files": [1, None]}, {"packages": {}}, {"files": [{"fileName": 3}]}])
def test_odd_values_are_passed_over(spoilt: dict[str, object]) -> None:
    assert SpdxDocument(json.dumps({"spdxVersion": "SPDX-2.2", **spoilt})).of("a.ogg") is None


def test_reuse_annotations_match_as_the_specification_says() -> None:
    text = r"""
version = 1
[[annotations]]
path = "**"
SPDX-License-Identifier = "CC0-1.0"
[[annotations]]
path = ["a/*.ogg", "b\\*.ogg"]
SPDX-License-Identifier = ["CC-BY-4.0", "MIT OR GPL-2.0-only"]
[[annotations]]
path = "c/**/x.ogg"
SPDX-FileCopyrightText = "somebody"
"""
    annotations = ReuseAnnotations(text)
    assert annotations.of("other/deep/file.ogg") == Stated("CC0-1.0")
    assert annotations.of("a/one.ogg") == Stated("(CC-BY-4.0) AND (MIT OR GPL-2.0-only)")
    assert annotations.of("a/deeper/one.ogg") == Stated("CC0-1.0"), "one star stays within its folder"
    assert annotations.of("b*.ogg") == Stated("(CC-BY-4.0) AND (MIT OR GPL-2.0-only)")
    assert annotations.of("bb.ogg") == Stated("CC0-1.0")
    assert annotations.of("c/d/e/x.ogg") is None
    many = ReuseAnnotations(f'[[annotations]]\npath = "{"**a" * 50}b"\nSPDX-License-Identifier = "MIT"\n')
    assert many.of("a" * 500) is None
    assert many.of("a" * 500 + "b") == Stated("MIT")
    for broken in ("version = 1", "annotations = 3", "= ["):
        with pytest.raises(ValueError, match=r"\w"):
            ReuseAnnotations(broken)
