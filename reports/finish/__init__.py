"""PDF → PDF: what the engine leaves to be done."""
