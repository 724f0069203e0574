"""How the pages of accounts are sent: in the style of a person's other pages, and no wider open than each needs."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from fastapi.responses import HTMLResponse

from accord.domain.errors import AccordError, AccountsError, TooManyRequests, WrongPassword
from accord.server.accord import sheet


def answer(title: str, body: str, status: int = 200, *, then: str | None = None) -> HTMLResponse:
    """Return a page.

    Parameters
    ----------
    title : str
    body : str
        HTML.
    status : int
    then : str, optional
        The redirect URI to which a form of the page may lead in the end: browsers hold a form to its policy through
        all redirects.

    Returns
    -------
    HTMLResponse
    """
    headers = dict(sheet.HEADERS)
    if then is not None:
        policy = headers["Content-Security-Policy"]
        headers["Content-Security-Policy"] = policy.replace("form-action 'self'", f"form-action 'self' {_source(then)}")
    return HTMLResponse(sheet.page(title, f'<p class="kicker">Accord</p>{body}'), status, headers)


def refusal(title: str, error: AccordError) -> HTMLResponse:
    """Return a page that says what was wrong."""
    return answer(title, f"<h1>{escape(title)}</h1>{wrong(error)}", error.http_status)


def wrong(error: AccordError | None) -> str:
    """Return what was wrong as a paragraph, empty if nothing was."""
    if error is None:
        return ""
    # The remedies of these are for programs, not for the person who reads the page.
    remedy = "" if isinstance(error, TooManyRequests | AccountsError | WrongPassword) else f" {escape(error.remedy)}"
    return f'<p class="wrong" role="alert">{escape(str(error))}{remedy}</p>'


def hidden(**fields: str) -> str:
    """Return fields of a form that are not shown."""
    return "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items())


def _source(uri: str) -> str:
    """Return the narrowest source of a content security policy that holds a registered redirect URI."""
    parts = urlsplit(uri)
    if parts.scheme in ("http", "https") and "[" not in parts.netloc:  # the policy's grammar knows no IPv6 address
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:"
