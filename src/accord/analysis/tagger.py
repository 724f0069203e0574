"""The network that tags music, where one was added to the data folder: held against its manifest, opened, run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from accord.domain.analysis import Tagging
from accord.domain.errors import AddedNetworkRefused, NetworkRefused, NotFound, RightsError
from accord.domain.labels import Profile
from accord.features.networks.manifest import WEIGHTS
from accord.features.networks.runtime import session
from accord.features.tag_network import BANDS, EMBEDDING, FRAMES, NAME, TAGS, tagging
from accord.library.weights import FOLDER, read_weights
from accord.rights.weights import require_within

Outputs = tuple[NDArray[np.float32], NDArray[np.float32]]


class Tagger:
    """The network, ready to run.

    Parameters
    ----------
    folder : Path
        Of the network, in the data folder.
    profile : Profile
        What this Accord is run for.

    Raises
    ------
    AddedNetworkRefused
        If a file is missing, edited or foreign, cannot be run, or may not be used in the profile.
    """

    def __init__(self, folder: Path, profile: Profile) -> None:
        try:
            found = read_weights(folder)
            require_within(found.manifest, profile)
            self.identity = f"{NAME}:{found.manifest.sha256.get(WEIGHTS)}"
            self._session = session(NAME, found.read(WEIGHTS))
            shapes = [output.shape for output in self.run(np.zeros((1, FRAMES, BANDS), dtype=np.float32))]
        except AddedNetworkRefused:
            raise
        except (RightsError, NetworkRefused, NotFound) as error:
            raise AddedNetworkRefused(f"{NAME}: {error}") from error
        if shapes != [(1, len(TAGS)), (1, EMBEDDING)]:
            raise AddedNetworkRefused(f"{NAME}/{WEIGHTS} is another network: it gives other numbers than tags.")

    def hear(self, passages: NDArray[np.float32]) -> Tagging | None:
        """Return what it hears in the passages of a track; ``None`` in silence."""
        return tagging(self.run, passages)

    def run(self, mel: NDArray[np.float32]) -> Outputs:
        """Return the tags and the embeddings of patches, as ``tag_network.TagNetwork`` says."""
        try:
            tags, embedding = self._session.run(["tags", "embedding"], {"mel": mel})
        except Exception as error:  # its own exceptions have no common base
            reason = str(error).splitlines()[0].rstrip(".")
            raise AddedNetworkRefused(f"The network {NAME} cannot be run: {reason}.") from error
        return tags, embedding


Added = Tagger | AddedNetworkRefused | None
"""The network; or why it is refused; or nothing, where none was added."""


def open_tagger(home: Path, profile: Profile) -> Added:
    """Return the network of a data folder, for an Accord that runs in a profile."""
    if not (home / FOLDER / NAME).is_dir():
        return None
    try:
        return Tagger(home / FOLDER / NAME, profile)
    except AddedNetworkRefused as refusal:
        return refusal


def tagger_file(home: Path) -> Path:
    """Return where the network's weights lie in a data folder, or would."""
    return home / FOLDER / NAME / WEIGHTS


def tagger_identity(tagger: Added) -> str:
    """Return what tells analyses with one conversion of the network from those with another, or with none."""
    return tagger.identity if isinstance(tagger, Tagger) else f"{NAME}:none"


def tagger_note(tagger: Added) -> str | None:
    """Return the sentence of an analysis that had to do without the network that was added, ``None`` of others."""
    return f"There are no tags, since {tagger}" if isinstance(tagger, AddedNetworkRefused) else None
