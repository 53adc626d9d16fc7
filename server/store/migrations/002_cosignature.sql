-- 002: what witnesses signed of the checkpoints.
-- Beside the ledger: cannot be made again from it, and is bounded; old rows are let go.

CREATE TABLE cosignature (
    size INTEGER NOT NULL REFERENCES checkpoint (size),
    witness TEXT NOT NULL,
    witness_key BLOB NOT NULL CHECK (length(witness_key) = 32),
    time INTEGER NOT NULL CHECK (time > 0),
    line TEXT NOT NULL CHECK (length(line) BETWEEN 1 AND 320),
    PRIMARY KEY (size, witness, witness_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX cosignature_of_witness ON cosignature (witness_key, size);
