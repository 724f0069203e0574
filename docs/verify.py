"""Check a log that an Accord wrote, without Accord: Python and the package ``cryptography`` are all it takes.

    verify.py KEY log ENTRIES CHECKPOINTS...    the entries are what every checkpoint covers
    verify.py KEY proof PROOF                   one entry is in the log
    verify.py KEY consistency OLD NEW PROOF     the log of one checkpoint begins with that of another

KEY is what /accord/v1/log/key answers; every other word is a file. Exit code 1, and a line that says where, if not.
"""

import re
import sys
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTE = re.compile("(([^\n]+)\n(0|[1-9][0-9]*)\n([^\n]+)\n)\n((?:— [^\n]+\n)+)".encode())


def node(*parts: bytes, prefix: bytes = b"\x01") -> bytes:
    return sha256(prefix + b"".join(parts)).digest()


def checkpoints(key: str, text: bytes) -> list[tuple[int, bytes]]:
    (name, id_, encoded), found, end = key.strip().split("+", 2), list[tuple[int, bytes]](), 0
    public = Ed25519PublicKey.from_public_bytes(b64decode(encoded)[1:])
    for note in NOTE.finditer(text):
        signatures = re.findall(f"— {re.escape(name)} (.+)\n".encode(), note[5])
        try:
            for raw in map(b64decode, signatures):
                public.verify(raw[4:], note[1])
        except (ValueError, InvalidSignature):
            signatures = []
        exact = [b64encode(bytes.fromhex(id_) + b64decode(signature)[4:]) for signature in signatures]
        if (note.start(), note[2], signatures) != (end, name.encode(), exact) or not signatures:
            sys.exit(f"BROKEN: the checkpoint over {note[3].decode()} entries is not one that {name} signed")
        found.append((int(note[3]), b64decode(note[4])))
        end = note.end()
    return found if found and end == len(text) else sys.exit(f"BROKEN: no checkpoint stands at byte {end}")


def climb(at: int, last: int, hashes: list[bytes]) -> tuple[bytes, bytes]:  # RFC 9162, sections 2.1.3.2 and 2.1.4.2
    short = whole = hashes[0] if hashes else b""
    for sibling in hashes[1:]:
        if at % 2 or at == last:
            short, whole = node(sibling, short), node(sibling, whole)
            while at and at % 2 == 0:
                at, last = at // 2, last // 2
        else:
            whole = node(whole, sibling)
        at, last = at // 2, (last or -1) // 2  # one hash too many leaves it at -1 for good
    return (short, whole) if last == 0 else (b"", b"")


def check_log(key: str, entries: str, *files: str) -> str:
    due = sorted(checkpoints(key, b"".join(Path(file).read_bytes() for file in files)))
    peaks, start = list[bytes](), 0
    with open(entries, "rb") as lines:
        for size, root in due:
            for index in range(start, size):
                if not (line := lines.readline()).endswith(b"\n"):
                    sys.exit(f"BROKEN: entry {index} is missing, and all after it: {due[-1][0]} were signed")
                if (own := re.findall(rb'"index":(\d+),"kind":', line)) != [b"%d" % index]:
                    sys.exit(f"BROKEN: entry {index} is not here: this line says that it is {own}")
                new, above = node(line[:-1], prefix=b"\x00"), index
                while above % 2:
                    new, above = node(peaks.pop(), new), above // 2
                peaks.append(new)
            top = peaks[-1] if peaks else sha256().digest()
            for peak in peaks[-2::-1]:
                top = node(peak, top)
            if top != root:
                sys.exit(f"BROKEN: of the entries {start} to {size - 1}, one is not what was signed")
            start = size
    return f"{start} entries are what {len(due)} checkpoints cover."


def check_proof(key: str, file: str) -> str:
    proof, _, note = Path(file).read_bytes().partition(b"\n\n")
    header, extra, index, *path = proof.split(b"\n")
    (size, root), at, entry = checkpoints(key, note)[0], int(index[6:]), b64decode(extra[6:])
    top = climb(at, size - 1, [node(entry, prefix=b"\x00"), *map(b64decode, path)])[1]
    proved = 0 <= at < size and top == root
    return f"Entry {at}: {entry.decode()}" if proved else sys.exit(f"BROKEN: {header.decode()} of entry {at} fails")


def check_consistency(key: str, *files: str) -> str:
    (old, old_root), (new, new_root) = (checkpoints(key, Path(file).read_bytes())[-1] for file in files[:2])
    hashes = [bytes.fromhex(found) for found in re.findall("[0-9a-f]{64}", Path(files[2]).read_text())]
    shift = (old ^ (old - 1)).bit_length() - 1  # how high the full subtree is with which the old tree ends
    roots = climb((old - 1) >> shift, (new - 1) >> shift, hashes if old & (old - 1) else [old_root, *hashes])
    grew = (old < new and roots == (old_root, new_root)) or (old, old_root) == (new, new_root) or old == 0
    return f"{old} entries became {new}." if grew else sys.exit(f"BROKEN: {new} entries do not begin with those {old}")


if __name__ == "__main__":
    print(globals()[f"check_{sys.argv[2]}"](sys.argv[1], *sys.argv[3:]))
