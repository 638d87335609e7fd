"""From content to documents: one module a kind, what is planned, and exports to Word and calendars."""
