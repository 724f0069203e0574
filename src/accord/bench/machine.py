"""On what a figure was measured: one line that stands above every table."""

from __future__ import annotations

import os
import platform
from datetime import date
from importlib import metadata
from pathlib import Path

import accord

MEASURED_WITH = ("numpy", "scipy", "numba", "soxr", "soundfile", "av")


def machine_line() -> str:
    """Return the day, the processor, the cores and the versions of what does the computing, as one line."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in MEASURED_WITH)
    return (
        f"{date.today().isoformat()}, {processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, Accord {accord.__version__}, {versions}."
    )


def processor() -> str:
    """Return the processor's name: the kernel's where it gives one, else the platform's."""
    cpuinfo = Path("/proc/cpuinfo")
    fields: dict[str, str] = {}
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            fields.setdefault(name.strip(), value.strip())
    name = fields.get("model name") or platform.processor() or platform.machine()
    model = ", ".join(f"{key} {fields[key]}" for key in ("cpu family", "model", "stepping") if key in fields)
    return f"{name} ({model})" if model else name
