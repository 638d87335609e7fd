"""From content to documents: one module a kind, the plan, exports to Word and calendars."""
