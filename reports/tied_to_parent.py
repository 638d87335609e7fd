"""Ties the process that imports this to the one that started it: they end together."""

from reports.processes import die_with_parent

die_with_parent()
