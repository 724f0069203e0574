"""How pages about a person look, on a screen and on paper: one style, no scripts, nothing to load."""

from __future__ import annotations

from html import escape

from accord.rights.consent import REASONS
from accord.rights.consent_states import ConsentState, allows
from accord.rights.notices import Notice

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    # Not `no-referrer`: browsers would then hide from our own forms where they come from.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

WORDS = {
    ConsentState.UNKNOWN: "Not asked",
    ConsentState.REQUESTED: "Asked",
    ConsentState.DEFERRED: "Later",
    ConsentState.REFUSED: "Refused",
    ConsentState.GIVEN: "Given",
    ConsentState.RENEWED: "Given again",
    ConsentState.EXPIRED: "Over",
    ConsentState.INVALIDATED: "Notice changed",
    ConsentState.REVOKED: "Revoked",
    ConsentState.WITHDRAWN: "Withdrawn",
}
"""State -> what stands on a badge."""

_TO_EXPLAIN = (ConsentState.EXPIRED, ConsentState.INVALIDATED, ConsentState.REVOKED)

STYLE = """
:root{color-scheme:light dark;--ink:#1c2024;--soft:#5c656f;--paper:#fff;--ground:#f4f3ef;--line:#dcdad3;--yes:#1a7046;
--yes-ground:#e2f3e8;--no:#6b5a45;--no-ground:#f0ebe2;--act:#1f4e79}
@media(prefers-color-scheme:dark){:root{--ink:#e8e6e1;--soft:#a3a9b0;--paper:#1d2126;--ground:#14171a;--line:#343a41;
--yes:#7fd6a5;--yes-ground:#17382a;--no:#d3c3ad;--no-ground:#37302a;--act:#8fc1ec}}
*{box-sizing:border-box}
body{font:1rem/1.55 system-ui,sans-serif;color:var(--ink);background:var(--ground);margin:0;padding:2.5rem 1rem}
main{max-width:44rem;margin:0 auto}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .75rem;letter-spacing:-.01em}
h2{font-size:1.05rem;margin:2rem 0 .5rem}
p{margin:0 0 .75rem}
a{color:var(--act)}
.kicker{color:var(--soft);font-size:.8rem;letter-spacing:.08em;text-transform:uppercase;margin:0 0 .35rem}
.small{color:var(--soft);font-size:.85rem}
.long{font-family:ui-monospace,monospace;font-size:.85em;overflow-wrap:anywhere}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem 1.4rem;margin:0 0 1rem}
.card>:last-child{margin-bottom:0}
.card h2{margin:0;font-size:1.15rem}
.card .top{display:flex;gap:.75rem;justify-content:space-between;align-items:flex-start;margin-bottom:.5rem}
.badge{display:inline-block;font-size:.8rem;font-weight:600;padding:.1rem .6rem;border-radius:1rem;white-space:nowrap;
color:var(--no);background:var(--no-ground)}
.badge.yes{color:var(--yes);background:var(--yes-ground)}
.acts{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin-top:.9rem}
form{margin:0}
button{font:inherit;font-weight:600;padding:.4rem 1rem;border-radius:.5rem;border:1px solid var(--act);
background:var(--paper);color:var(--act);cursor:pointer}
button.yes{background:var(--act);color:var(--paper)}
button:hover{background:var(--ground)}
button:focus-visible,a:focus-visible,input:focus-visible{outline:3px solid var(--act);outline-offset:2px}
input{font:inherit;width:100%;padding:.45rem .6rem;border:1px solid var(--line);border-radius:.5rem;
background:var(--paper);color:var(--ink);margin:.25rem 0 .75rem}
details{margin:.25rem 0}
summary{cursor:pointer;color:var(--act)}
dl{margin:.5rem 0 1rem;display:grid;grid-template-columns:9rem 1fr;gap:.3rem 1rem}
dt{color:var(--soft)}
dd{margin:0}
table{border-collapse:collapse;width:100%}
td{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
.wrong{border-left:4px solid #b3412e;padding:.5rem .9rem;background:var(--paper);margin-bottom:1rem}
@media(max-width:34rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
@media print{:root{--ink:#000;--soft:#444;--paper:#fff;--ground:#fff;--line:#bbb;--yes:#000;--yes-ground:#fff;--no:#000;
--no-ground:#fff;--act:#000}
body{padding:0;font-size:10.5pt}.screen{display:none}.card{break-inside:avoid}h2{break-after:avoid}
.badge{border:1px solid #000}@page{margin:18mm}}
"""


def page(title: str, body: str) -> str:
    """Return a whole page; ``body`` is HTML."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def badge(state: ConsentState, said: Notice | None) -> str:
    """Return a state as a word in a coloured field."""
    account = said is not None and not said.optional and allows(state)
    words = "With your account" if account else WORDS[state]
    return f'<span class="badge{" yes" if allows(state) else ""}">{escape(words)}</span>'


def more(state: ConsentState) -> str:
    """Return a sentence about a state that a word does not explain, empty for the others."""
    return REASONS[state] if state in _TO_EXPLAIN else ""


def facts(rows: list[tuple[str, str]], title: str = "") -> str:
    """Return names and what is to be said of them, which is HTML."""
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in rows)
    return (f"<h2>{escape(title)}</h2>" if title else "") + f"<dl>{listed}</dl>"


def notice(said: Notice) -> str:
    """Return what a notice says."""
    return f"<p>{escape(said.text)}</p>" + notice_facts(said)


def notice_facts(said: Notice) -> str:
    """Return the particulars of a notice."""
    return facts(
        [
            ("Data", escape("; ".join(said.data))),
            ("Who gets it", escape("; ".join(said.recipients) or "Nobody else")),
            ("Where it lies", escape(said.storage)),
            ("How long", escape(said.retention)),
            ("To end it", escape(said.withdrawal)),
        ]
    )
