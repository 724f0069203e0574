"""T17: weights with anything missing, unknown or changed in their manifest are used for nothing."""

from __future__ import annotations

import copy
import hashlib
from pathlib import Path
from typing import Any

import pytest

from accord.domain.errors import (
    NoLabel,
    NotFound,
    OutsideProfile,
    RightsError,
    SourceRefused,
    UnknownLicence,
    UnknownSource,
)
from accord.domain.labels import Profile
from accord.library.weights import permitted, read_weights
from accord.rights.algebra import meet
from accord.rights.profile import purposes_of
from accord.rights.registry import sources
from accord.rights.weights import FIELDS, manifest_of, require_within

DATA = b"weights of a network"
WHOLE: dict[str, Any] = {
    "name": "beats",
    "version": "1.0",
    "origin": "https://example.org/beats",
    "code_licence": "MIT OR Apache-2.0",
    "weights_licence": "accord-demo",
    "trained_on": ["accord-demo"],
    "activity": "trained on the demo library",
    "sha256": {"weights.onnx": hashlib.sha256(DATA).hexdigest()},
}


def with_(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(WHOLE) | changes


def artefact(home: Path, record: dict[str, Any], data: bytes | None = DATA, folder: str = "beats") -> Path:
    """Write an artefact with its manifest."""
    path = home / "models" / folder
    path.mkdir(parents=True)
    lines = [f"{name} = {value!r}" for name, value in record.items() if name != "sha256"]
    files = [f'"{file}" = "{digest}"' for file, digest in record.get("sha256", {}).items()]
    (path / "manifest.toml").write_text("\n".join([*lines, "[sha256]", *files]))
    if data is not None:
        (path / "weights.onnx").write_bytes(data)
    return path


def test_the_label_is_what_the_terms_and_all_training_data_allow_together() -> None:
    manifest = manifest_of(with_(weights_licence="accord-demo", trained_on=["accord-demo", "own-listening"]))
    assert manifest.label == meet(sources()["accord-demo"].label, sources()["own-listening"].label)
    assert manifest.label.sources == {"accord-demo", "own-listening"}


@pytest.mark.parametrize("field", FIELDS)
def test_t17_a_manifest_without_a_field_allows_nothing(field: str) -> None:
    record = with_()
    del record[field]
    with pytest.raises(NoLabel, match=f"lacks the field '{field}'"):
        manifest_of(record)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", ["", " ", 0, None, [], {}, [1], True, {"weights.onnx": 1}, {"": "0" * 64}])
def test_t17_a_field_that_says_nothing_usable_allows_nothing(field: str, value: Any) -> None:
    with pytest.raises(RightsError):
        manifest_of(with_(**{field: value}))


def test_t17_a_field_that_nobody_knows_allows_nothing() -> None:
    with pytest.raises(NoLabel, match="unknown field 'weigths_licence'"):
        manifest_of(with_(weigths_licence="accord-demo"))


@pytest.mark.parametrize("file", ["../weights.onnx", "/weights.onnx", "a/b.onnx", ".hidden", "..", "a\\b"])
def test_t17_a_file_outside_the_folder_is_none(file: str) -> None:
    with pytest.raises(NoLabel):
        manifest_of(with_(sha256={file: "0" * 64}))


@pytest.mark.parametrize("changes", [{"weights_licence": "nobody-knows"}, {"trained_on": ["accord-demo", "a-crawl"]}])
def test_t17_unknown_terms_allow_nothing(changes: Any) -> None:
    with pytest.raises(UnknownSource):
        manifest_of(with_(**changes))


def test_t19_what_was_trained_on_what_may_not_be_held_is_refused() -> None:
    for source in sources().values():
        if not source.stored:
            with pytest.raises(SourceRefused):
                manifest_of(with_(trained_on=[source.id]))


@pytest.mark.parametrize("code", ["free", "MIT AND", "CC0", "("])
def test_a_licence_of_code_that_is_no_spdx_expression_is_refused(code: str) -> None:
    with pytest.raises(UnknownLicence):
        manifest_of(with_(code_licence=code))


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("source_id", [id_ for id_, source in sources().items() if source.stored])
def test_weights_are_used_where_every_purpose_of_the_profile_is_allowed(profile: Profile, source_id: str) -> None:
    manifest = manifest_of(with_(trained_on=[source_id]))
    if purposes_of(profile) <= sources()[source_id].label.purposes:
        require_within(manifest, profile)
    else:
        with pytest.raises(OutsideProfile, match=f"because of {source_id}; .* profile {profile}"):
            require_within(manifest, profile)


# In the data folder


def test_what_is_whole_may_be_loaded(tmp_path: Path) -> None:
    artefact(tmp_path, WHOLE)
    found = permitted(tmp_path, Profile.COMMERCIAL)
    assert found.refused == ()
    (weights,) = found.weights
    assert weights.read("weights.onnx") == DATA
    with pytest.raises(NotFound):
        weights.read("manifest.toml")


def test_no_weights_are_none(tmp_path: Path) -> None:
    found = permitted(tmp_path, Profile.PERSONAL)
    assert (found.weights, found.refused) == ((), ())


def test_weights_outside_the_profile_are_refused_by_name(tmp_path: Path) -> None:
    artefact(tmp_path, with_(trained_on=["accord-demo", "own-audio"]))
    assert [weights.manifest.name for weights in permitted(tmp_path, Profile.PERSONAL).weights] == ["beats"]
    found = permitted(tmp_path, Profile.COMMERCIAL)
    assert found.weights == ()
    (refused,) = found.refused
    assert (refused.name, refused.error) == ("beats", "OutsideProfile")
    assert "because of own-audio" in refused.reason


def test_one_that_is_refused_does_not_hide_the_others(tmp_path: Path) -> None:
    artefact(tmp_path, WHOLE)
    (tmp_path / "models/strays").mkdir()
    (tmp_path / "models/file.onnx").write_bytes(DATA)
    found = permitted(tmp_path, Profile.PERSONAL)
    assert [weights.manifest.name for weights in found.weights] == ["beats"]
    assert {refused.name: refused.error for refused in found.refused} == {"strays": "NoLabel", "file.onnx": "NoLabel"}


@pytest.mark.parametrize("data", [None, b"", DATA + b" ", b"other weights"])
def test_a_file_that_is_not_the_one_of_the_manifest_is_refused(tmp_path: Path, data: bytes | None) -> None:
    with pytest.raises(SourceRefused):
        read_weights(artefact(tmp_path, WHOLE, data))


def test_a_file_that_was_changed_after_it_was_permitted_is_not_read(tmp_path: Path) -> None:
    weights = read_weights(artefact(tmp_path, WHOLE))
    (weights.folder / "weights.onnx").write_bytes(b"exchanged")
    with pytest.raises(SourceRefused, match="is not the one that its manifest means"):
        weights.read("weights.onnx")


def test_a_file_of_which_the_manifest_says_nothing_is_refused(tmp_path: Path) -> None:
    folder = artefact(tmp_path, WHOLE)
    (folder / "more.onnx").write_bytes(DATA)
    with pytest.raises(NoLabel, match=r"more\.onnx"):
        read_weights(folder)


def test_a_manifest_in_anothers_folder_or_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoLabel, match="is that of 'beats'"):
        read_weights(artefact(tmp_path, WHOLE, folder="voices"))
    broken = artefact(tmp_path, WHOLE, folder="beats")
    (broken / "manifest.toml").write_bytes(b"name = \xff")
    with pytest.raises(NoLabel, match="not valid TOML"):
        read_weights(broken)
