"""Settings: flags over environment over file over default, and sentences for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from accord.domain.errors import InvalidSetting
from accord.domain.settings import Settings, load_settings, origins


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ACCORD_{name.upper()}", raising=False)
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path))
    return tmp_path


def test_flags_win_over_environment_over_file_over_default(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().port == 8808
    (home / "settings.toml").write_text("port = 1000\n")
    assert load_settings().port == 1000
    monkeypatch.setenv("ACCORD_PORT", "2000")
    assert load_settings().port == 2000
    assert load_settings(port=3000).port == 3000
    assert load_settings(port=None).port == 2000


def test_the_database_is_in_the_data_folder(home: Path) -> None:
    assert load_settings().database == home / "library.db"


def test_each_setting_knows_its_origin(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "settings.toml").write_text('port = 9000\nhost = "::1"\n')
    monkeypatch.setenv("ACCORD_HOST", "0.0.0.0")
    settings = load_settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 9000)
    found = origins(settings)
    assert (found["home"], found["host"], found["port"]) == ("environment", "environment", "settings.toml")
    assert found["workers"] == "default"


def test_a_misspelt_setting_gets_the_nearest(home: Path) -> None:
    (home / "settings.toml").write_text("worker = 2\n")
    with pytest.raises(InvalidSetting, match="sets 'worker', which is no setting; did you mean 'workers'"):
        load_settings()


@pytest.mark.parametrize(("name", "value"), [("port", 70_000), ("port", "http"), ("workers", 0), ("file_timeout", -1)])
def test_an_unusable_value_names_its_setting(name: str, value: object) -> None:
    with pytest.raises(InvalidSetting, match=f"Setting {name}: "):
        load_settings(**{name: value})


@pytest.mark.parametrize("content", [b"port = \n", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_refused(home: Path, content: bytes) -> None:
    (home / "settings.toml").write_bytes(content)
    with pytest.raises(InvalidSetting, match=r"settings\.toml is not valid TOML"):
        load_settings()
