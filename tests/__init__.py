"""Tests, in the folders of what they try; helpers in tests/support."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
"""The checkout."""
