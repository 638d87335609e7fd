"""Modules that the fork server imports in advance, among them the layout engine.

Nothing is printed, whatever happens: a process that is just starting when the command ends
fails in one way or another, and the engine fails if a library is missing; both would show
up in the command's output.
"""

import contextlib
import importlib
import io
import sys
import threading
from types import TracebackType

ENGINE = (
    "reports.render.page_fitting",
    "reports.build.jobs",
    "reports.press.page_proof",
    "reports.processes.process_pool",
    "reports.render.templates",
    "reports.content.settings",
)
"""What a process needs for its first job; importing it takes most of its start-up time."""


def _print_nothing(
    _kind: type[BaseException], _error: BaseException, _trace: TracebackType | None
) -> None:
    """Ignore an uncaught exception; whoever waits for the process notices its end."""


sys.excepthook = _print_nothing
threading.excepthook = lambda _hook: None
for name in ENGINE:
    # an import error is raised again, and reported, by the code that needs the module
    with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
        importlib.import_module(name)
