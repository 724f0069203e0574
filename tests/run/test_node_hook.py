"""Node's start-up hook alone, without a wall: what a program looks up, connects to and tells people."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest

import accord.run
from accord.run.hosts import ACCOUNTS, ADDRESSES, API, PORT_VARIABLE, shown
from tests.clients.node_client import program
from tests.run.hearing import Hearing

HOOK = Path(accord.run.__file__).parent / "hooks" / "node" / "redirect.cjs"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nstand-in"


def run(folder: Path, text: str, *, port: int, name: str = "program.mjs") -> str:
    """Run a program with the hook; return what it wrote, once it has ended well."""
    (folder / name).write_text(dedent(text))
    env = {"PATH": os.environ["PATH"], "NODE_OPTIONS": f'--require "{HOOK}"', PORT_VARIABLE: str(port)}
    done = subprocess.run(
        [program("node"), name], cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


CLIENTS = {
    "fetch": "console.log(await (await fetch(ADDRESS)).text());",
    "http": 'import http from "node:http"; http.get(ADDRESS, (r) => r.on("data", (d) => console.log(`${d}`)));',
    "an agent of its own": """
        import http from "node:http";
        const agent = new http.Agent({ keepAlive: true });
        http.get(ADDRESS, { agent }, (r) => r.on("data", (d) => { console.log(`${d}`); agent.destroy(); }));
    """,
    "a socket": """
        import { connect } from "node:net";
        const socket = connect(80, new URL(ADDRESS).hostname, () => socket.write(`GET / ${new URL(ADDRESS).host}`));
        socket.on("data", (d) => { console.log(`${d}`.slice(-8)); socket.destroy(); });
    """,
    "an address that was looked up": """
        import { lookup } from "node:dns/promises"; import net from "node:net";
        const { address } = await lookup(new URL(ADDRESS).hostname);
        const socket = net.createConnection({ host: address, port: 80 });
        socket.end(`GET / ${new URL(ADDRESS).host}`); socket.on("data", (d) => console.log(`${d}`.slice(-8)));
    """,
    "a worker": """
        import { Worker } from "node:worker_threads";
        new Worker(`fetch("${ADDRESS}").then((r) => r.text()).then(console.log)`, { eval: true });
    """,
    "a child": """
        import { execFileSync } from "node:child_process";
        const text = `fetch("${ADDRESS}").then((r) => r.text()).then(console.log)`;
        console.log(`${execFileSync(process.execPath, ["-e", text])}`);
    """,
}


@pytest.mark.parametrize("client", CLIENTS)
def test_clients_are_led_to_the_stand_in(client: str, tmp_path: Path) -> None:
    with Hearing(ANSWER, echo=False) as stand_in:
        text = f'const ADDRESS = "http://{API}/v1/me";\n' + dedent(CLIENTS[client])
        assert run(tmp_path, text, port=stand_in.at.port) == "stand-in"
        assert API.encode() in b"".join(stand_in.heard)


def test_tls_names_the_host_that_is_meant(tmp_path: Path) -> None:
    with Hearing(b"", echo=False) as stand_in:
        text = f"""
            import tls from "node:tls"; import https from "node:https";
            https.get("https://{ACCOUNTS}/").on("error", () => console.log("no TLS there"));
        """
        with_end = f"setTimeout(() => process.exit(0), 300);{dedent(text)}"
        run(tmp_path, with_end, port=stand_in.at.port)
        assert ACCOUNTS.encode() in stand_in.heard[0]


def test_look_ups_answer_for_the_two_hosts_in_every_form(tmp_path: Path) -> None:
    text = f"""
        import dns, {{ lookup, resolve4 }} from "node:dns"; import {{ promisify }} from "node:util";
        const host = "{API}", show = (...found) => console.log(JSON.stringify(found));
        show(await promisify(lookup)(host));
        show(await dns.promises.lookup("{API.upper()}.", {{ all: true }}));
        show(await new Promise((done) => lookup(host, (...found) => done(found))));
        show(await new Promise((done) => lookup(host, {{ all: true }}, (...found) => done(found))));
        show(await new Promise((done) => resolve4(host, (...found) => done(found))));
        show(await new dns.promises.Resolver().resolve4(host, {{ ttl: true }}));
        show(await dns.promises.resolve(host));
        for (const none of [() => dns.promises.resolve6(host), () => dns.promises.resolve(host, "MX"),
                            () => dns.promises.lookup(host, 6)]) {{
          await none().catch((error) => show(error.code));
        }}
        show(await dns.promises.lookup("127.0.0.1"));
    """
    place = ADDRESSES[API]
    found = f'{{"address":"{place}","family":4}}'
    assert run(tmp_path, text, port=9).splitlines() == [
        f"[{found}]",
        f"[[{found}]]",
        f'[[null,"{place}",4]]',
        f"[[null,[{found}]]]",
        f'[[null,["{place}"]]]',
        f'[[{{"address":"{place}","ttl":60}}]]',
        f'[["{place}"]]',
        '["ENODATA"]',
        '["ENODATA"]',
        '["ENOTFOUND"]',
        '[{"address":"127.0.0.1","family":4}]',
    ]


def test_other_hosts_are_left_alone(tmp_path: Path) -> None:
    with Hearing(ANSWER, echo=False) as other, Hearing(b"", echo=False) as stand_in:
        text = f"console.log(await (await fetch('http://localhost:{other.at.port}/{API}')).text());"
        assert run(tmp_path, text, port=stand_in.at.port) == "stand-in"
        assert not stand_in.heard


def test_people_are_sent_to_the_stand_in(tmp_path: Path) -> None:
    """A page that the program serves, a redirect of its, and what it prints; each stays as long as it was."""
    text = f"""
        import http from "node:http";
        const login = "https://{ACCOUNTS}/authorize?a=b", body = `see ${{login}} and https://{API}/v1`;
        const server = http.createServer((_, answer) => {{
          answer.writeHead(302, {{ Location: login, "Content-Length": body.length }});
          answer.end(body);
        }}).listen(0, "127.0.0.1", async () => {{
          const url = `http://127.0.0.1:${{server.address().port}}/`;
          const found = await fetch(url, {{ redirect: "manual" }});
          console.log(found.headers.get("location")); console.log(await found.text());
          process.stdout.write(Buffer.from(login + "\\n"));
          server.close();
        }});
    """
    urls = shown(41234)
    login = urls[f"https://{ACCOUNTS}"] + "/authorize?a=b"
    api = urls[f"https://{API}"] + "/v1"
    assert run(tmp_path, text, port=41234).splitlines() == [login, f"see {login} and {api}", login]


def test_a_program_of_the_old_modules_too(tmp_path: Path) -> None:
    with Hearing(ANSWER, echo=False) as stand_in:
        text = f'require("http").get("http://{API}/", (r) => r.on("data", (d) => console.log(`${{d}}`)));'
        assert run(tmp_path, text, port=stand_in.at.port, name="program.cjs") == "stand-in"


def test_without_a_stand_in_the_hook_does_nothing(tmp_path: Path) -> None:
    script = tmp_path / "program.cjs"
    script.write_text("console.log(require('net').Socket.prototype.connect.toString().includes('isLed'))")
    done = subprocess.run(
        [program("node"), "--require", HOOK, script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "false"
