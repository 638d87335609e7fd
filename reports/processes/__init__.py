"""Processes of this program: how they start, what they may take, and that they end with it."""
