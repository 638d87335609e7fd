"""The text of a resolution → content: read, sort out, find the structure."""
