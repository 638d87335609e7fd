"""The formats of texts to import: plain text, PDF, Word and OpenDocument."""
