"""From the text of a resolution or motion to content: paragraphs, line numbers, measures."""
