"""What the server that forks imports first: it is not to outlive the command."""

from reports.processes import die_with_parent

die_with_parent()
