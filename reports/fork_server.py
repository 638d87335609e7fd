"""What the server that forks imports first: it does not outlive the command, and is quiet.

A process that is just starting when the command ends fails in some way; the library would
print a traceback of it.
"""

import sys
import threading
from types import TracebackType

from reports.processes import die_with_parent


def _say_nothing(
    _kind: type[BaseException], _error: BaseException, _trace: TracebackType | None
) -> None:
    """Whoever waits for the process learns that it died."""


die_with_parent()
sys.excepthook = _say_nothing
threading.excepthook = lambda _hook: None
