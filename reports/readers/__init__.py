"""Readers of the formats a resolution comes in, each a function of bytes → lines."""
