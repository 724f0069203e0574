"""Every error Accord raises on purpose, in one tree.

AccordError
├── BadInput                  exit 2, HTTP 400
│   ├── InvalidSetting
│   │   └── AddressTaken
│   ├── InvalidId
│   ├── TooManyIds
│   ├── InvalidParameter
│   ├── TooLarge
│   ├── UnreadableHistory
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
│   ├── StoreTooNew
│   └── ModelUnusable
├── RightsError               exit 6, HTTP 403
│   ├── NoLabel
│   ├── PurposeDenied
│   ├── ConsentMissing
│   ├── NoticeChanged
│   ├── OutsideProfile
│   ├── SourceRefused
│   ├── UnknownSource
│   ├── UnknownLicence
│   ├── LicencesDisagree
│   ├── UnclearQuestion
│   ├── ForeignEvents
│   ├── CommunityTooSmall
│   └── BudgetSpent
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
├── LinkRefused               exit 7, HTTP 403
├── TooManyRequests           exit 13, HTTP 429
├── RunError                  exit 14, HTTP 500   only `accord run` raises it and the next two
│   ├── NoWall
│   ├── NoServer
│   └── NoSite
├── NotExecutable             exit 126, HTTP 422  as shells say it
├── NoSuchProgram             exit 127, HTTP 404  as shells say it
├── MissingPackage            exit 15, HTTP 501
├── NetworkRefused            exit 15, HTTP 500
│   └── AddedNetworkRefused
├── PackageRefused            exit 15, HTTP 502
└── BenchError                exit 8, HTTP 500    only the measuring commands raise it
    ├── PeerFailed
    └── MissingTool

Each class states an HTTP status, an exit code and what the person can do; each instance says in one sentence what was
wrong. The edges translate: ``server`` into the protocol's error object, ``cli`` into a sentence and an exit code.
"""

from __future__ import annotations

from accord.domain.errors.access import (
    AccessError,
    AccountsError,
    ExpiredToken,
    InsufficientScope,
    InvalidClient,
    InvalidGrant,
    InvalidScope,
    InvalidToken,
    InvalidTokenRequest,
    LinkRefused,
    NoToken,
    NoUser,
    TooManyRequests,
    UnsupportedGrantType,
)
from accord.domain.errors.audio import (
    AnalysisFailed,
    AudioError,
    CueError,
    DamagedAudio,
    DecoderCrashed,
    DecoderHung,
    EmptyFile,
    FileDenied,
    FileVanished,
    InvalidSamples,
    LinkLoop,
    NoAudioStream,
    NotAudio,
    ProtectedAudio,
    TooShort,
    UnsupportedAudio,
    UnusableTags,
    WorkerBroken,
)
from accord.domain.errors.bench import BenchError, MissingTool, PeerFailed
from accord.domain.errors.input import (
    AddressTaken,
    BadInput,
    InvalidId,
    InvalidParameter,
    InvalidSetting,
    NoActiveDevice,
    NotFound,
    ScoreError,
    SoundGone,
    TooLarge,
    TooManyIds,
    UnknownCommand,
    UnknownFeature,
    UnreadableHistory,
)
from accord.domain.errors.optional import AddedNetworkRefused, MissingPackage, NetworkRefused, PackageRefused
from accord.domain.errors.people import (
    ForbiddenFact,
    ForeignPage,
    ForeignPlaylist,
    KeyLost,
    ListenerError,
    LogBroken,
    LogError,
    LogTruncated,
    NoListenerToken,
    UnknownListener,
    WrongPassword,
)
from accord.domain.errors.rights import (
    BudgetSpent,
    CommunityTooSmall,
    ConsentMissing,
    ForeignEvents,
    LicencesDisagree,
    NoLabel,
    NoticeChanged,
    OutsideProfile,
    PurposeDenied,
    RightsError,
    SourceRefused,
    UnclearQuestion,
    UnknownLicence,
    UnknownSource,
)
from accord.domain.errors.root import AccordError
from accord.domain.errors.run import NoServer, NoSite, NoSuchProgram, NotExecutable, NoWall, RunError
from accord.domain.errors.store import BackupError, ModelUnusable, StoreBusy, StoreError, StoreFull, StoreTooNew

__all__ = [
    "AccessError",
    "AccordError",
    "AccountsError",
    "AddedNetworkRefused",
    "AddressTaken",
    "AnalysisFailed",
    "AudioError",
    "BackupError",
    "BadInput",
    "BenchError",
    "BudgetSpent",
    "CommunityTooSmall",
    "ConsentMissing",
    "CueError",
    "DamagedAudio",
    "DecoderCrashed",
    "DecoderHung",
    "EmptyFile",
    "ExpiredToken",
    "FileDenied",
    "FileVanished",
    "ForbiddenFact",
    "ForeignEvents",
    "ForeignPage",
    "ForeignPlaylist",
    "InsufficientScope",
    "InvalidClient",
    "InvalidGrant",
    "InvalidId",
    "InvalidParameter",
    "InvalidSamples",
    "InvalidScope",
    "InvalidSetting",
    "InvalidToken",
    "InvalidTokenRequest",
    "KeyLost",
    "LicencesDisagree",
    "LinkLoop",
    "LinkRefused",
    "ListenerError",
    "LogBroken",
    "LogError",
    "LogTruncated",
    "MissingPackage",
    "MissingTool",
    "ModelUnusable",
    "NetworkRefused",
    "NoActiveDevice",
    "NoAudioStream",
    "NoLabel",
    "NoListenerToken",
    "NoServer",
    "NoSite",
    "NoSuchProgram",
    "NoToken",
    "NoUser",
    "NoWall",
    "NotAudio",
    "NotExecutable",
    "NotFound",
    "NoticeChanged",
    "OutsideProfile",
    "PackageRefused",
    "PeerFailed",
    "ProtectedAudio",
    "PurposeDenied",
    "RightsError",
    "RunError",
    "ScoreError",
    "SoundGone",
    "SourceRefused",
    "StoreBusy",
    "StoreError",
    "StoreFull",
    "StoreTooNew",
    "TooLarge",
    "TooManyIds",
    "TooManyRequests",
    "TooShort",
    "UnclearQuestion",
    "UnknownCommand",
    "UnknownFeature",
    "UnknownLicence",
    "UnknownListener",
    "UnknownSource",
    "UnreadableHistory",
    "UnsupportedAudio",
    "UnsupportedGrantType",
    "UnusableTags",
    "WorkerBroken",
    "WrongPassword",
]
