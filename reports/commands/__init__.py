"""The commands that fill a module of their own; cli.py puts them together."""
