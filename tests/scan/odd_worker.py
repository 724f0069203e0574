"""A worker of the tests: the real loop, process, sandbox and socket, with a job that does what the file's text says."""

from __future__ import annotations

import gzip
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time

from accord.analysis import worker
from accord.analysis.report import Report, pack
from accord.analysis.worker import Answer, Line, attend
from accord.domain.entities import Span, StoredAnalysis, Tags
from accord.domain.ids import track_id


def job(fd: int, name: str, span: Span | None, line: Line) -> Answer:
    word, *arguments = os.read(fd, 1000).decode().split()
    match word:
        case "crash":
            os.kill(os.getpid(), getattr(signal, arguments[0]))
        case "quit":
            os._exit(int(arguments[0]))
        case "hang":
            time.sleep(3600)
        case "slow":
            for second in range(8):
                time.sleep(0.25)
                line._last = 0.0
                line.heard(float(second))
        case "stuck":  # signs of life without progress
            while True:
                time.sleep(0.1)
                line._last = 0.0
                line.heard(1.0)
        case "exhaust":
            raise MemoryError
        case "fail":
            raise ZeroDivisionError("division by zero")
        case "repeat":
            line.wanted("0" * 64)
        case "babble":
            line.wanted("no digest")
        case "swap":
            line.wanted("0" * 64)
            return pack(report("1" * 64, name))
        case "mumble":
            return {"title": "\udcff"}, []
        case "lie":
            return {"digest": "00", "tags": None}, [b"x"]
        case "open":
            with open("/etc/hostname") as file:
                file.read()
        case "connect":
            socket.socket()
        case "fork":
            os.fork()
        case "run":
            subprocess.run([sys.executable, "-c", "pass"], check=True)
        case "kill":
            os.kill(os.getppid(), 0)
        case "write":
            os.write(os.open("written-by-a-worker", os.O_CREAT | os.O_WRONLY), b"x")
    digest = hashlib.sha256(word.encode()).hexdigest()
    wanted = line.wanted(digest)
    return pack(report(digest, name, f"pid {os.getpid()}", f"wanted {wanted}", analysed=wanted))


def report(digest: str, name: str, *problems: str, analysed: bool = True) -> Report:
    features = f'{{"id": "{track_id(bytes.fromhex(digest))}"}}'.encode()
    analysis = StoredAnalysis("1", features, gzip.compress(b"{}"), b"", b"{}") if analysed else None
    return Report(digest, "text", "words", 44100, 2, 1.0, Tags(title=name), problems, analysis)


if __name__ == "__main__":
    worker._FILES = 3
    attend(socket.socket(fileno=int(sys.argv[1])), lambda: None, job)
