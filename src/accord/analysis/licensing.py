"""Under which licence, and so of which source, the files of a scan are: by their tags and by what lies beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from accord.analysis.sidecars import Sidecar
from accord.analysis.walk import Found, Listing
from accord.domain.entities import ScanProblem
from accord.domain.errors import LicencesDisagree, RightsError, UnknownLicence
from accord.rights.licence import OWN_COPY, Licence, Stated, both, read_licence, read_stated
from accord.rights.registry import OWN_AUDIO


class Standing(NamedTuple):
    """What a file falls under."""

    source_id: str
    terms: str | None = None
    """SPDX expression, where a licence is known."""
    remark: RightsError | None = None
    """What is wrong with what its tags say, or between them and what lies beside it."""


class Beside(NamedTuple):
    """What the nearest file that speaks of a sound says."""

    licence: Licence | None
    """``None`` where it is not understood."""
    name: str


class Licensing:
    """Says what each file of some listings falls under.

    The tags count, and so does the nearest file that speaks: ``NAME.license``, else one of the file's folder, else one
    of a folder above, up to the folder that is scanned. Where tags and file disagree, what both allow holds; where one
    of them is not understood, the file is treated as the operator's own copy.

    Parameters
    ----------
    listings : iterable of Listing
        What lies below the folders that are scanned.
    """

    def __init__(self, listings: Iterable[Listing]) -> None:
        self.problems: dict[tuple[Path, str], ScanProblem] = {}
        """What is wrong with the files beside the music, of those that concerned a file that was asked for."""
        self._own: dict[Path, Sidecar] = {}
        self._folders: dict[Path, list[Sidecar]] = defaultdict(list)
        self._chains: dict[Path, tuple[Path, ...]] = {}
        self._roots: list[Path] = []
        for listing in listings:
            self._roots.append(listing.root)
            self._sort(listing.licences)

    def standing(self, path: Path, written: str | None) -> Standing:
        """Return what a file falls under.

        Parameters
        ----------
        path : Path
            The file's, as its listing has it.
        written : str or None
            What its tags say of a licence.
        """
        beside = self.beside(path)
        try:
            tagged = read_licence(written) if written else None
        except UnknownLicence as error:
            return Standing(OWN_AUDIO.id, None, error)
        if beside and not beside.licence:
            return Standing(OWN_AUDIO.id)
        stated = [licence for licence in (tagged, beside and beside.licence) if licence]
        if not stated:
            return Standing(OWN_AUDIO.id)
        joint = both(*stated)
        return Standing(joint.source_id, joint.expression, _disagreement(joint, stated, beside))

    def _sort(self, found: Iterable[Found]) -> None:
        packages: dict[Path, list[Sidecar]] = defaultdict(list)
        for sidecar in map(Sidecar, found):
            if sidecar.owner:
                self._own[sidecar.owner] = sidecar
            elif sidecar.speaks_of_package:
                packages[sidecar.folder].append(sidecar)
            elif sidecar.found.path.suffix.lower() != ".license":
                self._folders[sidecar.folder].append(sidecar)
        for folder, copyrights in packages.items():
            if len(copyrights) == 1:  # of several packages in one place, nothing tells whose file is which
                self._folders[folder] += copyrights

    def beside(self, path: Path) -> Beside | None:
        """Return what the nearest file says that says anything."""
        own = self._own.get(path)
        said = self._said([own], path) if own else None
        if said:
            return said
        for folder in self._chain(path.parent):
            said = self._said(self._folders[folder], path)
            if said:
                return said
        return None

    def _chain(self, folder: Path) -> tuple[Path, ...]:
        """Return the folders with files that may speak for what lies in a folder, the nearest first."""
        chain = self._chains.get(folder)
        if chain is None:
            within = any(folder != root and folder.is_relative_to(root) for root in self._roots)
            above = self._chain(folder.parent) if within else ()
            chain = self._chains[folder] = (folder, *above) if folder in self._folders else above
        return chain

    def _said(self, sidecars: Iterable[Sidecar], path: Path) -> Beside | None:
        """Return what the files of one folder say of a sound; a document that lists it before what speaks for all."""
        said = [(sidecar, stated) for sidecar in sidecars if (stated := sidecar.says(path)) is not None]
        said = [pair for pair in said if pair[0].lists_files] or said
        licences: list[Licence] = []
        for sidecar, stated in said:
            try:
                licence = _understood(stated)
            except UnknownLicence as error:
                self._note(sidecar.found, error)
                return Beside(None, sidecar.name)
            licences += [licence] if licence else []
        return Beside(both(*licences), said[0][0].name) if licences else None

    def _note(self, found: Found, error: RightsError) -> None:
        state = (found.size, found.mtime_ns)
        noted = ScanProblem(found.path, error.code(), str(error), error.remedy, False, *state)
        self.problems.setdefault((found.path, str(error)), noted)


def _understood(stated: Stated | UnknownLicence) -> Licence | None:
    if isinstance(stated, UnknownLicence):
        raise stated
    return read_stated(stated)


def _disagreement(joint: Licence, stated: list[Licence], beside: Beside | None) -> LicencesDisagree | None:
    """Return what to say where licences differ, or where of several none allows less than the others."""
    unclear = joint.source_id == OWN_AUDIO.id and joint.expression != OWN_COPY
    so = (
        "none allows less than the others, so that it is treated as your own copy"
        if unclear
        else f"it is kept as {joint.source_id}, which allows less"
    )
    if len({licence.source_id for licence in stated}) > 1 and beside:
        tagged, found = (licence.expression for licence in stated)
        return LicencesDisagree(f"Its tags say {tagged}, {beside.name} says {found}: {so}.")
    return LicencesDisagree(f"It is under {joint.expression}, of which {so}.") if unclear else None
