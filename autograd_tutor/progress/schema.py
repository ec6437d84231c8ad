"""The tables of the progress file, and how a file of an older tutor gets them."""

from __future__ import annotations

import sqlite3

SCHEMAS = (
    """
    CREATE TABLE step (
        lesson TEXT NOT NULL,
        step TEXT NOT NULL,
        draft BLOB,
        drafted_at REAL,
        reached_at REAL,
        PRIMARY KEY (lesson, step)
    ) WITHOUT ROWID;
    CREATE TABLE position (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        lesson TEXT NOT NULL,
        step TEXT NOT NULL
    )
    """,
    """
    ALTER TABLE step ADD COLUMN hints INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE step ADD COLUMN shown_at REAL;
    CREATE TABLE attempt (
        id TEXT PRIMARY KEY,
        lesson TEXT NOT NULL,
        step TEXT NOT NULL,
        at REAL NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX attempts ON attempt (lesson, step)
    """,
    """
    CREATE TABLE cell (id TEXT PRIMARY KEY, at REAL NOT NULL, text BLOB NOT NULL)
    """,
    """
    ALTER TABLE position ADD COLUMN at REAL;
    CREATE TABLE replaced (
        lesson TEXT NOT NULL,
        step TEXT NOT NULL,
        draft BLOB NOT NULL,
        drafted_at REAL NOT NULL,
        PRIMARY KEY (lesson, step, draft)
    ) WITHOUT ROWID
    """,
)
"""What makes each schema out of the one before it."""
VERSION = len(SCHEMAS)


class NewerError(Exception):
    """The file was written by a later autograd-tutor, whose schema this one can't read."""


def prepared(database: sqlite3.Connection) -> sqlite3.Connection:
    """Bring a connection to our schema, or close it and raise.

    A rollback journal, never WAL: homes are often on NFS, where WAL's shared memory is unsafe.
    """
    try:
        version = _version(database)
        if version < VERSION:
            database.execute("PRAGMA journal_mode = DELETE")
            version = _migrated(database)
        database.execute("PRAGMA synchronous = FULL")
    except sqlite3.DatabaseError:
        database.close()
        raise
    if version > VERSION:
        database.close()
        raise NewerError(f"schema {version}, this is schema {VERSION}")
    return database


def _migrated(database: sqlite3.Connection) -> int:
    """Bring an older schema up to ours, unless another tutor has just done so; its version."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        version = _version(database)
        for schema in SCHEMAS[version:]:
            for statement in schema.split(";"):
                database.execute(statement)
        version = max(version, VERSION)
        database.execute(f"PRAGMA user_version = {version}")
    return version


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])
