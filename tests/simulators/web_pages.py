"""A simulator's pages for people, as answers to a browser: what all of them have around their content."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from .http_server import Outcome
from .web_elements import Child, element, link, written

_HEADERS = {
    # The texts are other people's: should one ever get through, nothing of it runs or is fetched.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "no-store",
}


def page(
    simulator: str, title: str, books: Iterable[Element], content: Iterable[Child], *, status: int = 200
) -> Outcome:
    """Return a page.

    Args:
        simulator: its name, as all its pages show it.
        books: links to the companies that there are.
    """
    header = [element("strong", link(simulator, "/")), *books]
    return Outcome(
        status=status,
        body=written(title, simulator, header, *content).encode(errors="replace"),
        content_type="text/html;charset=UTF-8",
        headers=_HEADERS,
    )


def start(simulator: str, several: str, books: Iterable[Element], each: Iterable[Child]) -> Outcome:
    """Return the first page: all companies, under the name the platform has for them."""
    under = element("p", "These pages show the books to people. Programs use the API.", css="under")
    return page(simulator, several, books, (element("h1", several), under, *each))


def missing(simulator: str, words: str, books: Iterable[Element]) -> Outcome:
    """Return the page of what is not there."""
    content = (element("h1", "Not here"), element("p", words))
    return page(simulator, "Not here", books, content, status=404)
