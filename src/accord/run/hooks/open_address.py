"""Stands before ``xdg-open`` and its like in a program that is run: ``accord run`` is to open addresses.

Arguments: the command's name, the folder of what stands before such commands, and what the command was given. Whatever
is no web address goes to the command itself. It is run by Accord's own Python, but knows nothing of Accord.
"""

import json
import os
import shutil
import sys
import urllib.error
import urllib.request


def main() -> int:
    """Hand the address over, or go on as the command that was meant."""
    name, folder, *arguments = sys.argv[1:]
    addresses = [word for word in arguments if word.lower().startswith(("http://", "https://"))]
    if addresses:
        return max(hand_over(address) for address in addresses)
    elsewhere = [entry for entry in os.environ.get("PATH", os.defpath).split(os.pathsep) if entry != folder]
    command = shutil.which(name, path=os.pathsep.join(elsewhere))
    if command is None:
        print(f"{name}: not found", file=sys.stderr)
        return 127
    return os.execv(command, [name, *arguments])


def hand_over(address: str) -> int:
    """Have an address opened; return 0 if it was."""
    port, secret = os.environ.get("ACCORD_STAND_IN"), os.environ.get("ACCORD_STAND_IN_SECRET")
    if not port or not secret:
        return 3
    body = json.dumps({"secret": secret, "url": address}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/accord-run/open", body)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        direct.open(request, timeout=30).close()
    except (OSError, urllib.error.URLError):
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
