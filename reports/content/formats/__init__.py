"""The formats of a workspace's files: YAML, TOML, tables and calendars."""
