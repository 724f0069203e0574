"""Every error Accord raises on purpose, in one tree.

AccordError
├── BadInput                  exit 2, HTTP 400
│   ├── InvalidSetting
│   │   └── AddressTaken
│   ├── InvalidId
│   ├── TooManyIds
│   ├── InvalidParameter
│   ├── TooLarge
│   ├── UnknownFeature
│   ├── UnknownCommand
│   └── ScoreError
├── NotFound                  exit 3, HTTP 404
│   ├── NoActiveDevice
│   └── SoundGone
├── AudioError                exit 4, HTTP 422    one file that cannot be used; a scan lists it and goes on
│   ├── EmptyFile
│   ├── NotAudio
│   ├── NoAudioStream
│   ├── ProtectedAudio
│   ├── DamagedAudio
│   ├── UnsupportedAudio
│   ├── TooShort
│   ├── InvalidSamples
│   ├── FileDenied
│   ├── FileVanished
│   ├── LinkLoop
│   ├── UnusableTags
│   ├── DecoderCrashed
│   ├── DecoderHung
│   └── AnalysisFailed
├── WorkerBroken              exit 1, HTTP 500
├── CueError                  exit 4, HTTP 422
├── StoreError                exit 5, HTTP 503
│   ├── StoreFull
│   ├── StoreBusy
│   └── StoreTooNew
├── RightsError               exit 6, HTTP 403
│   ├── NoLabel
│   ├── PurposeDenied
│   ├── ConsentMissing
│   ├── NoticeChanged
│   ├── OutsideProfile
│   ├── SourceRefused
│   ├── UnknownSource
│   ├── UnknownLicence
│   ├── UnclearQuestion
│   └── ForeignEvents
├── ListenerError             exit 9, HTTP 401
│   ├── UnknownListener
│   ├── NoListenerToken
│   ├── WrongPassword
│   ├── ForeignPage
│   └── ForeignPlaylist
├── KeyLost                   exit 10, HTTP 503
├── LogError                  exit 11, HTTP 500
│   ├── LogBroken
│   ├── LogTruncated
│   └── ForbiddenFact
├── BackupError               exit 12, HTTP 422
├── AccountsError             exit 7, HTTP 400    answered in the token endpoint's own shape
│   ├── InvalidClient
│   ├── InvalidTokenRequest
│   ├── InvalidGrant
│   ├── InvalidScope
│   └── UnsupportedGrantType
├── AccessError               exit 7, HTTP 401
│   ├── NoToken
│   ├── InvalidToken
│   ├── ExpiredToken
│   ├── NoUser
│   └── InsufficientScope
├── TooManyRequests           exit 13, HTTP 429
├── LinkRefused               exit 7, HTTP 403
└── BenchError                exit 8, HTTP 500    only the measuring commands raise it
    ├── PeerFailed
    └── MissingTool

Each class states an HTTP status, an exit code and what the person can do; each instance says in one sentence what was
wrong. The edges translate: ``server`` into the protocol's error object, ``cli`` into a sentence and an exit code.
"""

from __future__ import annotations

from typing import ClassVar


class AccordError(Exception):
    """Root of the tree. ``str(error)`` is one sentence that says what was wrong."""

    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    remedy: ClassVar[str] = "Report this with the command and its output."

    @classmethod
    def code(cls) -> str:
        """Return the stable name that documents, stored rows and logs use."""
        return cls.__name__


class BadInput(AccordError):
    """What was asked for cannot be understood."""

    http_status = 400
    exit_code = 2
    remedy = "Correct the value that the message names."


class InvalidSetting(BadInput):
    """A setting from the environment, the settings file or a flag has no usable value."""

    remedy = "Correct the setting; `accord doctor` lists every setting and where its value came from."


class AddressTaken(InvalidSetting):
    """The server's address cannot be listened on: another program does, or this machine does not have it."""

    remedy = "Stop the other program, or choose another address with `accord serve --host ADDRESS --port PORT`."


class InvalidId(BadInput):
    """An id is not 22 characters of base62, or an identifier (ISRC, MBID) is malformed."""

    remedy = "Use an id that Accord gave out."


class TooManyIds(BadInput):
    """One request names more ids than the endpoint takes."""

    remedy = "Split the request into batches of the size that the message names."


class InvalidParameter(BadInput):
    """A query parameter is missing, malformed or outside its range."""


class TooLarge(BadInput):
    """A request's body is larger than the endpoint takes."""

    http_status = 413
    remedy = "Split the request into several smaller ones."


class UnknownFeature(BadInput):
    """No feature of that name is declared."""

    remedy = "`accord explain` without a name lists all features."


class UnknownCommand(BadInput):
    """The first word after ``accord`` is none of its commands."""

    remedy = "`accord --help` lists the commands."


class ScoreError(BadInput):
    """A piece of the demo library that is not written in the score language."""

    remedy = "Correct the piece; docs/demo.md describes the score language."


class NotFound(AccordError):
    """What was asked for does not exist here."""

    http_status = 404
    exit_code = 3
    remedy = "Check the id or the path; `accord scan` adds music to the library."


class NoActiveDevice(NotFound):
    """A player command, where no device plays."""

    reason: ClassVar[str] = "NO_ACTIVE_DEVICE"
    """The protocol's name for it."""
    remedy = "Play the music with a program of your own: Accord has no player yet."


class AudioError(AccordError):
class SoundGone(NotFound):
    """A track whose file is no longer where the last scan found it."""

    remedy = "Put the file back, or scan its folder again; the track keeps its id."


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


class StoreError(AccordError):
    """The library's database cannot be used."""

    http_status = 503
    exit_code = 5
    remedy = "`accord doctor` checks the data folder."


class StoreFull(StoreError):
    """The disk of the data folder is full; what was stored before is unharmed."""

    remedy = "Free some space and run the command again; it goes on where it stopped."


class StoreBusy(StoreError):
    """Another process holds the database longer than was waited for."""

    remedy = "Wait for the other `accord` command to end, then run this one again."


class StoreTooNew(StoreError):
    """The database was written by a newer Accord."""

    remedy = "Upgrade Accord, or point ACCORD_HOME at another folder."


class RightsError(AccordError):
    """A use that the label does not allow."""

    http_status = 403
    exit_code = 6
    remedy = "Use data whose label allows the purpose."


class NoLabel(RightsError):
    """Something without a label; unknown means denied."""

    remedy = "Register the source with its label before anything comes from it."


class PurposeDenied(RightsError):
    """The label of what was asked for does not allow the purpose."""

    remedy = "`accord rights ask` says what would be lawful instead."


class ConsentMissing(RightsError):
    """Someone whom the data is about has given no valid consent to the purpose."""

    remedy = "Ask the person: `accord me give PURPOSE`, or the page /me of the server."


class NoticeChanged(RightsError):
    """A consent to a notice that is no longer the current one."""

    http_status = 409
    remedy = "Read the notice again, and answer that one."


class OutsideProfile(RightsError):
    """Data or weights that may not be used in the profile that this Accord runs in."""

    remedy = "Leave it out, or run in another profile: ACCORD_PROFILE is personal, research or commercial."


class SourceRefused(RightsError):
    """Data from a source whose terms do not let Accord hold it at all."""

    remedy = "`accord rights ask` says what would be lawful instead."


class UnknownSource(RightsError):
    """A source that the registry does not know, or whose record is not whole: nothing of it may be used."""

    remedy = "`accord rights table` lists the sources that are known."


class UnknownLicence(RightsError):
    """A licence that the registry does not know: what is under it is treated as the operator's own copy."""

    http_status = 422
    remedy = "Write the licence as an SPDX expression, such as CC-BY-4.0, or as the URL of a Creative Commons licence."


class UnclearQuestion(RightsError):
    """A question about rights in which no known source or no known purpose is named."""

    http_status = 400
    exit_code = 2
    remedy = "Name a source and a purpose; `accord rights table` lists both."


class ForeignEvents(RightsError):
    """An import that carries what another person heard."""

    remedy = "Each person imports their own export, into their own account."


class ListenerError(AccordError):
    """A request for a person's data that does not show who the person is."""

    http_status = 401
    exit_code = 9
    remedy = "Send the listener's token as `Authorization: Token TOKEN`; `accord listener token NAME` makes one."


class UnknownListener(ListenerError):
    """No listener here has that name or token."""


class NoListenerToken(ListenerError):
    """The request carries no listener's token."""


class WrongPassword(ListenerError):
    """No listener here has that name and password."""

    remedy = "Try again; whoever runs this Accord sets a password with `accord listener password NAME`."


class ForeignPage(ListenerError):
    """A form that was not sent by a page of this server."""

    http_status = 403
    remedy = "Open the page /me of this server, and press the button there."


class ForeignPlaylist(ListenerError):
    """A change of a playlist that belongs to somebody else."""

    http_status = 403
    remedy = "Make a playlist of your own, or ask its owner to make it collaborative."


class KeyLost(AccordError):
    """A listener's key is not in the key folder, so that what they heard cannot be read."""

    http_status = 503
    exit_code = 10
    remedy = "Put the key folder (ACCORD_KEYS) back, or clear what is lost: `accord listener remove NAME`."


class LogError(AccordError):
    """The log of what was done with data does not hold."""

    exit_code = 11
    remedy = "`accord log verify` says where it breaks; docs/verify.md says what that means."


class LogBroken(LogError):
    """An entry of the log was changed, dropped, moved or forged."""


class LogTruncated(LogError):
    """The log is shorter than a checkpoint that was signed."""

    remedy = "Restore the missing entries from a copy; `accord log verify` says how many are missing."


class ForbiddenFact(LogError):
    """A fact that may not stand in the log, because it is not one of those declared to hold no personal data."""

    remedy = "Report this with the command and its output; what was to be logged was not done."


class BackupError(AccordError):
    """A backup that cannot be made or restored."""

    http_status = 422
    exit_code = 12
    remedy = "Choose another file, or make the backup again with `accord backup`."


class AccountsError(AccordError):
    """A token request that fails; ``oauth_error`` is the error name of RFC 6749, section 5.2."""

    http_status = 400
    exit_code = 7
    oauth_error: ClassVar[str] = "invalid_request"
    remedy = "Correct the token request."


class InvalidClient(AccountsError):
    """The client id or its secret is unknown."""

    oauth_error = "invalid_client"
    remedy = "Register the app with `accord app create NAME` and use the id and secret that it prints."


class InvalidTokenRequest(AccountsError):
    """A token request that lacks a parameter or repeats one."""


class InvalidGrant(AccountsError):
    """A code or refresh token that was never given out to this app, is over, or was used before."""

    oauth_error = "invalid_grant"
    remedy = "Send the person to `/authorize` again."


class InvalidScope(AccountsError):
    """A scope that was not granted, or that there is none of."""

    oauth_error = "invalid_scope"
    remedy = "Ask for scopes that docs/accounts.md lists."


class UnsupportedGrantType(AccountsError):
    """A grant type that the token endpoint does not offer."""

    oauth_error = "unsupported_grant_type"
    remedy = "Use client_credentials, authorization_code or refresh_token."


class AccessError(AccordError):
    """A request without a usable access token."""

    http_status = 401
    exit_code = 7
    remedy = "Ask `POST /api/token` for a token and send it as `Authorization: Bearer TOKEN`."


class NoToken(AccessError):
    """The request carries no access token."""


class InvalidToken(AccessError):
    """The access token was never given out, or was revoked."""


class ExpiredToken(AccessError):
    """The access token is older than its hour."""


class NoUser(AccessError):
    """The access token is an app's own, and what was asked for belongs to a person."""

    remedy = "Send the person to `/authorize` first; a token from client credentials acts for nobody."


class InsufficientScope(AccessError):
    """The access token acts for a person who did not allow this."""

    http_status = 403
    remedy = "Ask the person at `/authorize` for one of the scopes that the endpoint takes."


class TooManyRequests(AccordError):
    """More requests, or more wrong passwords, than are answered in so short a time."""

    http_status = 429
    exit_code = 13
    remedy = "Wait as many seconds as the header Retry-After says; ACCORD_RATE_LIMIT sets how many an app may send."

    def __init__(self, message: str, retry_after: int) -> None:
class LinkRefused(AccordError):
    """A signed address that was altered, or that is past its time."""

    http_status = 403
    exit_code = 7
    remedy = "Ask the API for the track again: its `preview_url` is good for a week or more."


        super().__init__(message)
        self.retry_after = retry_after
        """Seconds."""


class BenchError(AccordError):
    """A measurement that cannot be made here."""

    exit_code = 8
    remedy = "Run the measurement again with what the message names."


class PeerFailed(BenchError):
    """A program under measurement raised, died or hung."""

    remedy = "Leave the program out with `--peers`, or leave out the file."


class MissingTool(BenchError):
    """A package or program that only the bench needs is not installed."""

    remedy = "Install what the message names; the Python packages come with `pip install 'accord-music[bench]'`."
