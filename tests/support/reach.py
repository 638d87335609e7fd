"""Every way in which content can refer to an address, and addresses that it must not reach.

Three signs show that one was reached: a canary word is printed, a server on loopback has a
request, or the process opens a file or looks up a host, which an audit hook sees (PEP 578).
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

CANARY = "KANARIENVOGEL"
SVG_CANARY = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50">'
    f'<text id="x" y="20">{CANARY}</text></svg>'
)
HTML_CANARY = f"<p>{CANARY}</p>"
CSS_CANARY = f'body::before {{ content: "{CANARY}" }}'

_XLINK = '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="50">'


def _svg(inner: str) -> str:
    """Return an SVG drawing with this content."""
    return f"{_XLINK}{inner}</svg>"


STYLES = {
    "background": 'p { background: url("U.svg"); height: 5cm }',
    "background-several": "p { background: none, url(U.svg) no-repeat; height: 5cm }",
    "import": '@import url("U.css");',
    "import-text": '@import "U.css";',
    "import-media": '@import url("U.css") print;',
    "import-nested": '@media print { @import "U.css"; }',
    "font-face": '@font-face { font-family: c; src: url("U.ttf") } p { font-family: c }',
    "font-face-several": "@font-face { font-family: c; src: local(x), url(U.ttf), url(U.woff2) }"
    " p { font-family: c }",
    "list-style": "ul { list-style: url(U.svg) }",
    "list-style-image": "li { list-style-image: url(U.svg) }",
    "marker": "li::marker { content: url(U.svg) }",
    "content": 'p::before { content: url("U.svg") }',
    "content-element": 'p { content: url("U.svg") }',
    "content-attr": "p::before { content: attr(data-u url) }",
    "content-string": "p { string-set: x url(U.svg) } @page { @top-left { content: string(x) } }",
    "margin-content": "@page { @top-left { content: url(U.svg) } }",
    "margin-background": '@page { @top-left { content: "x"; background: url(U.svg) } }',
    "border-image": 'p { border: 9px solid; border-image: url("U.svg") 1 }',
    "border-image-source": "p { border: 9px solid; border-image-source: url(U.svg) }",
    "cursor": 'p { cursor: url("U.svg"), auto }',
    "mask": 'p { mask-image: url("U.svg") }',
    "mask-border": "p { mask-border-source: url(U.svg) }",
    "clip-path": "p { clip-path: url(U.svg#x) }",
    "filter": "p { filter: url(U.svg#x) }",
    "shape-outside": "p { float: left; shape-outside: url(U.svg) }",
    "image-set": 'p { background: image-set("U.svg" 1x, "U.png" 2x); height: 5cm }',
    "image-set-url": 'p { background: image-set(url("U.svg") 1x); height: 5cm }',
    "image": 'p { background: image("U.svg"); height: 5cm }',
    "cross-fade": "p { background: cross-fade(url(U.svg), url(U.png)); height: 5cm }",
    "element": "p { background: element(U.svg); height: 5cm }",
    "paint": "p { background: paint(U.svg); height: 5cm }",
    "src-function": 'p { background: src("U.svg"); height: 5cm }',
    "variable": ":root { --u: url(U.svg) } p { background: var(--u); height: 5cm }",
    "variable-text": ':root { --u: "U.svg" } p { background: url(var(--u)); height: 5cm }',
    "footnote-target": 'p::after { content: target-text("U.html#x") }',
    "target-counter": 'p::after { content: target-counter(url("U.html#x"), page) }',
    "page-background": '@page { background: url("U.svg") }',
    "page-marks": "@page { marks: url(U.svg) }",
    "color-profile": '@color-profile device-cmyk { src: url("U.icc") }',
    "color-function": "@color-profile --c { src: url(U.icc) } p { color: color(--c 1 0 0) }",
    "namespace": '@namespace x url("U.xml"); x|p { color: red }',
    "counter-style": "@counter-style c { system: cyclic; symbols: url(U.svg) }"
    " ul { list-style: c }",
    "link": "p { link: url(U.html); anchor: x }",
    "attachment": "p { -weasy-link: url(U.html) }",
    "hyphens": 'p { hyphenate-resource: url("U.dic") }',
    "escaped": r"p { background: \75 rl(U.svg); height: 5cm }",
}
"""References in a style sheet."""

_ELEMENTS = {
    "img": '<img src="U.svg" alt="x">',
    "img-lazy": '<img loading="lazy" src="U.svg" alt="x">',
    "img-longdesc": '<img alt="x" src="asset:no" longdesc="U.html">',
    "srcset": '<img srcset="U.svg 1x" src="U.svg" alt="x">',
    "srcset-alone": '<img srcset="U.svg 1x" alt="x">',
    "picture": '<picture><source srcset="U.svg"><img src="U.svg" alt="x"></picture>',
    "object": '<object data="U.svg" type="image/svg+xml">x</object>',
    "object-classid": '<object classid="U.svg" codebase="U.svg">x</object>',
    "applet": '<applet code="U.svg" archive="U.svg">x</applet>',
    "embed": '<embed src="U.svg" type="image/svg+xml">',
    "iframe": '<iframe src="U.html"></iframe>',
    "iframe-srcdoc": "<iframe srcdoc=\"<img src='U.svg'>\"></iframe>",
    "frame": '<frameset><frame src="U.html"></frameset>',
    "video": '<video poster="U.svg" src="U.svg"></video>',
    "audio": '<audio controls src="U.svg"></audio>',
    "track": '<video><track src="U.svg" default></video>',
    "source": '<video><source src="U.svg"></video>',
    "input-image": '<input type="image" src="U.svg" alt="x">',
    "body-background": '<table background="U.svg"><tr><td background="U.svg">x</td></tr></table>',
    "form": '<form action="U.html"><button formaction="U.html">x</button></form>',
    "blockquote": '<blockquote cite="U.html">x</blockquote>',
    "portal": '<portal src="U.html"></portal>',
    "link-style": '<link rel="stylesheet" href="U.css">',
    "link-alternate": '<link rel="alternate stylesheet" title="x" href="U.css">',
    "link-attachment": '<link rel="attachment" href="U.html">',
    "a-attachment": '<a rel="attachment" href="U.html">x</a>',
    "a": '<a href="U.html" ping="U.html">x</a>',
    "area": '<map name="m"><area href="U.html" rel="attachment" coords="0,0,9,9"></map>',
    "link-icon": '<link rel="icon" href="U.svg">',
    "link-preload": '<link rel="preload" as="image" href="U.svg">',
    "link-manifest": '<link rel="manifest" href="U.json">',
    "base": '<base href="U.svg"><img src="" alt="x">',
    "base-folder": '<base href="U.svg/"><img src="../kanarie.svg" alt="x">',
    "meta-refresh": '<meta http-equiv="refresh" content="0; url=U.html">',
    "script": '<script src="U.js"></script>',
    "style-attribute": '<div style="background: url(U.svg); height: 5cm">x</div>',
    "xml-stylesheet": '<?xml-stylesheet href="U.css"?>',
    "doctype": '<!DOCTYPE x SYSTEM "U.xml" [<!ENTITY c SYSTEM "U.html">]><p>&c;</p>',
    "math": '<math><mglyph src="U.svg"/></math>',
}

DRAWINGS = {
    "svg-image": '<image href="U.svg" width="200" height="50"/>',
    "svg-xlink": '<image xlink:href="U.svg" width="200" height="50"/>',
    "svg-use": '<use href="U.svg#x"/>',
    "svg-use-xlink": '<use xlink:href="U.svg#x"/>',
    "svg-style": '<style>@import "U.css";</style><rect width="9" height="9" fill="url(U.svg#x)"/>',
    "svg-style-background": "<style>svg { background: url(U.svg) }</style>",
    "svg-style-attribute": '<rect width="9" height="9" style="fill: url(U.svg#x)"/>',
    "svg-fe-image": '<filter id="f"><feImage href="U.svg"/></filter>'
    '<rect width="9" height="9" filter="url(#f)"/>',
    "svg-filter": '<rect width="9" height="9" filter="url(U.svg#x)"/>',
    "svg-mask": '<rect width="9" height="9" mask="url(U.svg#x)"/>',
    "svg-clip": '<rect width="9" height="9" clip-path="url(U.svg#x)"/>',
    "svg-pattern": '<pattern id="p" xlink:href="U.svg#x"/>'
    '<rect width="9" height="9" fill="url(#p)"/>',
    "svg-gradient": '<linearGradient id="g" href="U.svg#x"/>'
    '<rect width="9" height="9" fill="url(#g)"/>',
    "svg-marker": '<path d="M0 0h9" marker-end="url(U.svg#x)"/>',
    "svg-text-path": '<text y="9"><textPath xlink:href="U.svg#x">x</textPath></text>',
    "svg-tref": '<text><tref xlink:href="U.svg#x"/></text>',
    "svg-a": '<a href="U.html"><text y="9">x</text></a>',
    "svg-script": '<script href="U.js" xlink:href="U.js"/>',
    "svg-foreign": '<foreignObject width="99" height="50"><img src="U.svg"/></foreignObject>',
    "svg-animate": '<image><set attributeName="href" to="U.svg"/></image>',
    "svg-cursor": '<cursor xlink:href="U.svg"/>',
    "svg-font": '<font-face-src><font-face-uri xlink:href="U.svg"/></font-face-src>',
    "svg-color-profile": '<color-profile name="c" xlink:href="U.icc"/>',
    "svg-base": '<g xml:base="U.svg"><image href="kanarie.svg" width="99" height="9"/></g>',
    "svg-nested": '<svg><image href="U.svg" width="99" height="50"/></svg>',
    "svg-switch": '<switch><image href="U.svg" width="99" height="50"/></switch>',
}
"""References in an SVG drawing, such as a logo."""

_NESTED = (
    "<img alt='x' src='data:image/svg+xml,"
    '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="50">'
    '<image href="U.svg" width="99" height="50"/></svg>\'>'
)
WAYS = {
    **_ELEMENTS,
    **{name: f"<style>{text}</style><ul><li>x</li></ul>" for name, text in STYLES.items()},
    "content-attr": f"<style>{STYLES['content-attr']}</style><p data-u='U.svg'>x</p>",
    **{name: _svg(inner) for name, inner in DRAWINGS.items()},
    "svg-in-data": _NESTED,
}
"""All references in a page; ``U`` stands for the address without its file extension."""

DOCTYPES = {
    "svg-entity": '<!DOCTYPE svg [<!ENTITY c SYSTEM "U.html">]>',
    "svg-dtd": '<!DOCTYPE svg SYSTEM "U.xml">',
    "svg-parameter": '<!DOCTYPE svg [<!ENTITY % c SYSTEM "U.xml"> %c;]>',
    "svg-xml-stylesheet": '<?xml-stylesheet type="text/css" href="U.css"?>',
}
"""Declarations before an SVG drawing that refer to an address."""

FETCHED = ["img", "link-style", "link-attachment", "import", "background", "svg-image"]
"""One reference for each place in the engine that fetches."""

SLICE = [(way, target) for way in WAYS for target in ("file", "http")][::3] + [
    (way, target) for way in FETCHED for target in ("absolute", "above", "endless", "link", "http")
]
"""Pairs of reference and address that ``make test`` tries."""


class RecordingServer(ThreadingHTTPServer):
    """A server that answers every request and records each connection and path."""

    requests: list[str]

    def process_request(self, request: Any, client_address: Any) -> None:
        self.requests.append("a connection")  # counts even if no HTTP follows
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing about connections without HTTP."""


class _Answer(BaseHTTPRequestHandler):
    """Answers every request with the canary drawing."""

    server: RecordingServer

    def do_GET(self) -> None:
        self.server.requests.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(SVG_CANARY.encode())

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def server_on_loopback() -> Iterator[RecordingServer]:
    """Run a server that records the requests it gets."""
    with RecordingServer(("127.0.0.1", 0), _Answer) as server:
        server.requests = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def canaries_in(folder: Path) -> Path:
    """Make a workspace with canary files in and beside it, and links from inside to outside."""
    workspace = folder / "workspace"
    for directory in (workspace, workspace / "templates/summary", folder):
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "kanarie.svg").write_text(SVG_CANARY)
        (directory / "kanarie.html").write_text(HTML_CANARY)
        (directory / "kanarie.css").write_text(CSS_CANARY)
        for ending in ("ttf", "icc", "js", "json", "xml", "woff2", "png", "dic"):
            (directory / f"kanarie.{ending}").write_text(CANARY)
    for path in folder.glob("kanarie.*"):
        (workspace / f"verweis{path.suffix}").symlink_to(path)
    return workspace


def addresses(workspace: Path, server: RecordingServer) -> dict[str, str]:
    """Return the addresses that replace ``U``, by name; a file extension follows them."""
    beside, port = workspace.parent, server.server_port
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{beside}/kanarie.svg"/>'
    return {
        "absolute": f"{beside}/kanarie",
        "file": f"file://{beside}/kanarie",
        "file-localhost": f"file://localhost{beside}/kanarie",
        "file-capitals": f"FILE:{beside}/kanarie",
        "above": "../kanarie",
        "own": f"file://{workspace}/kanarie",
        "http": f"http://127.0.0.1:{port}/kanarie",
        "https": f"https://127.0.0.1:{port}/kanarie",
        "relative-host": f"//127.0.0.1:{port}/kanarie",
        "ftp": f"ftp://127.0.0.1:{port}/kanarie",
        "share": f"\\\\\\\\127.0.0.1@{port}\\\\kanarie",
        "endless": "file:///dev/zero?",
        "link": f"file://{workspace}/verweis",
        "data": f"data:image/svg+xml,{quote(drawing + '</svg>')}#",
        "asset": "asset:../kanarie",
        "asset-absolute": f"asset:{beside}/kanarie",
        "font": f"font:{beside}/kanarie",
    }


# --- files and hosts that the process opens -----------------------------------------------------

_NAMES = ("kanarie", "verweis", "/dev/zero")
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "ftplib.connect")


class _AuditHook:
    """Records events of the process while `events` is a list."""

    def __init__(self) -> None:
        self.installed = False
        self.events: list[str] | None = None
        self.allowed = ""

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if self.events is None:
            return
        if event == "open" and any(name in str(args[0]) for name in _NAMES):
            real = os.path.realpath(args[0])
            if not (self.allowed and real.startswith(f"{self.allowed}/")):
                self.events.append(f"open {real}")
        elif event in _NETWORK:
            self.events.append(f"{event} {args[1:]}")


_audit_hook = _AuditHook()


@contextmanager
def watched(allowed: Path | None = None) -> Iterator[list[str]]:
    """Record the canary files that this process opens, and the hosts it looks up or connects to.

    Files whose real path lies in the `allowed` folder may be opened.
    """
    if not _audit_hook.installed:  # an audit hook cannot be removed
        sys.addaudithook(_audit_hook)
        _audit_hook.installed = True
    _audit_hook.allowed = os.path.realpath(allowed) if allowed else ""
    events: list[str] = []
    _audit_hook.events = events
    try:
        yield events
    finally:
        _audit_hook.events = None
