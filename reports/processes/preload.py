"""What the server that forks imports: the engine, without a word whatever happens.

A process that is just starting when the command ends fails in some way, and the engine
does where a library is missing; both would be printed into the command's output.
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
    "reports.processes.process_pool",
    "reports.render.templates",
    "reports.content.settings",
)
"""What a process needs for its first job; to import it takes most of its start."""


def _say_nothing(
    _kind: type[BaseException], _error: BaseException, _trace: TracebackType | None
) -> None:
    """Whoever waits for the process learns that it died."""


sys.excepthook = _say_nothing
threading.excepthook = lambda _hook: None
for name in ENGINE:
    # whatever is wrong with it, whoever needs it is told
    with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
        importlib.import_module(name)
