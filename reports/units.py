"""Units of length on paper: an inch is 25.4 mm, 72 points or 96 pixels of CSS."""

from __future__ import annotations

POINTS_PER_MM = 72 / 25.4
"""Points in a millimetre (PDF, ISO 32000-2, 8.3.2.3)."""

PIXELS_PER_MM = 96 / 25.4
"""Pixels of CSS in a millimetre (CSS Values 3, 5.2), in which the engine measures."""
