"""The schema of a workspace's database, a script for each of its versions."""

from __future__ import annotations

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE mail_edition (
        id INTEGER PRIMARY KEY,
        campaign TEXT NOT NULL,
        number INTEGER NOT NULL,
        created TEXT NOT NULL,
        forgotten TEXT,
        UNIQUE (campaign, number)
    );
    CREATE TABLE mail_document (
        edition INTEGER NOT NULL REFERENCES mail_edition (id),
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (edition, name)
    ) WITHOUT ROWID;
    CREATE TABLE mail_message (
        id INTEGER PRIMARY KEY AUTOINCREMENT,  -- an entry that is gone must not become another's
        edition INTEGER NOT NULL REFERENCES mail_edition (id),
        address TEXT,  -- NULL once forgotten: many of these do not hurt UNIQUE
        name TEXT NOT NULL,
        message_id TEXT NOT NULL,
        state TEXT NOT NULL
            CHECK (state IN ('planned', 'sending', 'sent', 'refused', 'unclear')),
        attempts INTEGER NOT NULL DEFAULT 0,
        handed_over INTEGER NOT NULL DEFAULT 0,
        not_before TEXT,
        answer TEXT NOT NULL DEFAULT '',
        changed TEXT NOT NULL,
        UNIQUE (edition, address)
    );
    """,
    """
    CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) WITHOUT ROWID;
    -- what was begun before there was a secret goes on with the tokens it has sent
    ALTER TABLE mail_edition ADD COLUMN keyed INTEGER NOT NULL DEFAULT 0;
    """,
)
