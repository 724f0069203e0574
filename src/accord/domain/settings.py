"""One typed object for every setting: environment over settings file over default; flags override all."""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from accord.domain.errors import InvalidSetting
from accord.domain.labels import Profile


def default_home() -> Path:
    """Return the platform's folder for application data, where the library lives unless ACCORD_HOME names another."""
    return Path(platformdirs.user_data_dir("accord", appauthor=False))


class Settings(BaseModel):
    """Everything that can be set. Each field is also the environment variable ``ACCORD_<FIELD>``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(default_factory=default_home, description="The data folder.")
    host: str = Field(default="127.0.0.1", description="Address that the server listens on.")
    port: int = Field(default=8808, ge=0, le=65535, description="Port that the server listens on.")
    base_url: str | None = Field(
        default=None, description="URL under which clients reach the server, where that is not http://HOST:PORT."
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="Worker processes of a scan."
    )
    file_timeout: float = Field(
        default=120.0, gt=0, description="Seconds without progress after which a worker is stopped."
    )
    keys: Path | None = Field(
        default=None, description="The folder of keys and tombstones, which no backup includes; beside the data folder."
    )
    profile: Profile = Field(
        default=Profile.PERSONAL, description="What this Accord is run for: personal, research or commercial."
    )
    controller: str = Field(
        default="The person who runs this Accord",
        description="Who answers for the personal data kept here: NAME; ADDRESS; CONTACT, or the name alone.",
    )
    token_lifetime: int = Field(default=3600, ge=1, description="Seconds that an access token lives.")
    country: str = Field(
        default="US", pattern="^[A-Z]{2}$", description="Where apps are told that people are (ISO 3166-1)."
    )
    rate_limit: int = Field(
        default=100_000, ge=0, description="Requests that one app may send in any 30 seconds; 0 sets no limit."
    )
    implicit_grant: bool = Field(
        default=False, description="Whether old browser apps may be given tokens in the address (response_type=token)."
    )

    @property
    def database(self) -> Path:
        """Path of the library's database."""
        return self.home / "library.db"

    @property
    def key_folder(self) -> Path:
        """Folder of keys and tombstones; never inside the data folder, so that no copy of that brings a key back."""
        return self.keys or self.home.with_name(f"{self.home.name or 'accord'}-keys")


def load_settings(**flags: Any) -> Settings:
    """Read the settings.

    Parameters
    ----------
    **flags
        Values given on the command line; ``None`` means not given.

    Returns
    -------
    Settings
        Flags over environment over ``settings.toml`` in the data folder over defaults.

    Raises
    ------
    InvalidSetting
        If a value is malformed or a name in the settings file is unknown; the message suggests the nearest name.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        nearer = _from_environment() | given
        in_file = _settings_file(Settings(**nearer).home / "settings.toml")
        return Settings(**in_file | nearer)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise InvalidSetting(f"Setting {name}: {first['msg']} (got {first['input']!r}).") from error


def origins(settings: Settings) -> dict[str, str]:
    """Return where the value of each setting comes from: ``environment``, ``settings.toml`` or ``default``."""
    in_file, from_environment = _settings_file(settings.home / "settings.toml"), _from_environment()
    named = dict.fromkeys(in_file, "settings.toml") | dict.fromkeys(from_environment, "environment")
    return {name: named.get(name, "default") for name in Settings.model_fields}


def _from_environment() -> dict[str, Any]:
    named = {name: os.environ.get(f"ACCORD_{name.upper()}") for name in Settings.model_fields}
    return {name: value for name, value in named.items() if value is not None}


def _settings_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidSetting(f"{path} is not valid TOML: {error}.") from error
    for name in values:
        if name not in Settings.model_fields:
            near = difflib.get_close_matches(name, Settings.model_fields, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise InvalidSetting(f"{path} sets {name!r}, which is no setting{hint}.")
    return values
