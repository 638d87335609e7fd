"""Ties the process that imports this, the fork server, to its parent.

The fork server imports it before all else: until then it would outlive a command that is
killed.
"""

from reports.processes.parent_tie import tie_to_parent

tie_to_parent()
