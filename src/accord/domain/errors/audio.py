"""Files that cannot be used, and the processes that read them."""

from __future__ import annotations

from accord.domain.errors.root import AccordError


class AudioError(AccordError):
    """A file that cannot be used; a scan lists it and goes on."""

    http_status = 422
    exit_code = 4
    remedy = "Replace or re-encode the file; the next scan picks it up."


class EmptyFile(AudioError):
    """The file has no bytes."""

    remedy = "Copy the file again from its source; the next scan picks it up."


class NotAudio(AudioError):
    """The content is of no audio or video format, whatever the name says."""

    remedy = "Remove the file or give it its true extension."


class NoAudioStream(AudioError):
    """A container (a video, say) without an audio stream."""

    remedy = "Nothing to do: there is no sound in it."


class ProtectedAudio(AudioError):
    """The audio is encrypted (DRM)."""

    remedy = "Obtain an unprotected copy from where you bought it."


class DamagedAudio(AudioError):
    """The file is cut short or corrupt beyond use."""


class UnsupportedAudio(AudioError):
    """A codec, sample rate or channel layout that cannot be decoded here."""

    remedy = "Convert the file to FLAC, for instance with `ffmpeg -i IN OUT.flac`."


class TooShort(AudioError):
    """Less audio than the shortest that can be analysed."""

    remedy = "Nothing to do: there is too little sound to analyse."


class InvalidSamples(AudioError):
    """The samples are not numbers (NaN or infinite)."""

    remedy = "Export the file again from the program that made it."


class FileDenied(AudioError):
    """The operating system refused to open the file."""

    remedy = "Give the user that runs Accord permission to read the file."


class FileVanished(AudioError):
    """The file was there when the folder was listed, and gone when it was opened."""

    remedy = "Nothing to do if you removed it; else scan again when the disk is back."


class LinkLoop(AudioError):
    """A symbolic link that leads back to a folder above itself, or round in a circle."""

    remedy = "Remove the link; what it leads back to is scanned all the same."


class UnusableTags(AudioError):
    """Tags that are there and cannot be used; the sound is analysed all the same."""

    remedy = "Correct the tags; the next scan picks them up."


class DecoderCrashed(AudioError):
    """The process that decoded the file died; only that process was lost."""

    remedy = "Re-encode the file; please report it, with the file if you may share it."


class DecoderHung(AudioError):
    """The process that decoded the file made no progress and was stopped."""

    remedy = "Re-encode the file; please report it, with the file if you may share it."


class AnalysisFailed(AudioError):
    """Accord itself failed on a file that could be decoded."""

    remedy = "Please report it, with the file if you may share it."


class WorkerBroken(AccordError):
    """The processes that decode and analyse do not start, so that every file would fail."""

    remedy = "`accord doctor` checks the installation."


class CueError(AccordError):
    """A CUE sheet that cannot be followed."""

    http_status = 422
    exit_code = 4
    remedy = "Correct the CUE sheet; the next scan picks it up."
