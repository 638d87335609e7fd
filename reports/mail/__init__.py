"""Content → messages → a mail server, each person once."""
