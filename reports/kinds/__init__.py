"""The kinds of document: Content → Documents, one file a kind."""
