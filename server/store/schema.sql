-- The whole schema as all migrations leave it. A snapshot to read: a test holds it to the
-- migrations, and nothing executes it. Why each table is as it is: docs/store.md.

-- Ledger tables: they must last, and rows are only ever added (a text may be withheld).

CREATE TABLE ledger (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    origin TEXT NOT NULL,
    ledger_key BLOB NOT NULL CHECK (length(ledger_key) = 32)
) STRICT;

CREATE TABLE entry (
    idx INTEGER PRIMARY KEY CHECK (idx >= 0),
    line TEXT NOT NULL CHECK (length(line) BETWEEN 1 AND 255),
    identity BLOB NOT NULL UNIQUE CHECK (length(identity) = 32)
) STRICT;

CREATE TABLE envelope (
    idx INTEGER PRIMARY KEY REFERENCES entry (idx),
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE source_text (
    idx INTEGER PRIMARY KEY REFERENCES entry (idx),
    salt BLOB NOT NULL,
    text BLOB NOT NULL
) STRICT;

CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY CHECK (size > 0),
    note TEXT NOT NULL
) STRICT;

CREATE TRIGGER entry_is_final BEFORE UPDATE ON entry
BEGIN
    SELECT raise(ABORT, 'an entry is never updated');
END;

CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN
    SELECT raise(ABORT, 'an entry is never deleted');
END;

CREATE TRIGGER envelope_is_final BEFORE UPDATE ON envelope
BEGIN
    SELECT raise(ABORT, 'an envelope is never updated');
END;

CREATE TRIGGER envelope_stays BEFORE DELETE ON envelope
BEGIN
    SELECT raise(ABORT, 'an envelope is never deleted');
END;

-- Derived tables: they can be dropped and made again from the ledger tables.

CREATE TABLE node (
    level INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE report_facts (
    idx INTEGER PRIMARY KEY REFERENCES entry (idx),
    township TEXT NOT NULL,
    period TEXT NOT NULL,
    kind TEXT NOT NULL,
    revision INTEGER NOT NULL,
    facts BLOB NOT NULL
) STRICT;

-- Beside the ledger: what witnesses signed. Cannot be made again from it, and is bounded; old rows are let go.

CREATE TABLE cosignature (
    size INTEGER NOT NULL REFERENCES checkpoint (size),
    witness TEXT NOT NULL,
    witness_key BLOB NOT NULL CHECK (length(witness_key) = 32),
    time INTEGER NOT NULL CHECK (time > 0),
    line TEXT NOT NULL CHECK (length(line) BETWEEN 1 AND 320),
    PRIMARY KEY (size, witness, witness_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX cosignature_of_witness ON cosignature (witness_key, size);
