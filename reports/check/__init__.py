"""A finished PDF → findings."""
