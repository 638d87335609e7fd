"""Ties the process that imports this, which is the server that forks, to its parent.

It is imported before all else: until then the server would outlive a command that is killed.
"""

from reports.processes.parent_tie import tie_to_parent

tie_to_parent()
