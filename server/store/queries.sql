-- Every statement that the store runs, by name; server/store/queries.h lists the names. A test
-- reads the plan of each and refuses a scan that is not announced by "-- scan: why".

-- name: begin
BEGIN IMMEDIATE;

-- name: commit
COMMIT;

-- name: rollback
ROLLBACK;

-- name: view_begin
BEGIN;

-- name: ledger_insert
INSERT INTO ledger (one, origin, ledger_key) VALUES (1, ?1, ?2);

-- name: ledger_get
SELECT origin, ledger_key FROM ledger WHERE one = 1;

-- name: entry_insert
INSERT INTO entry (idx, line, identity) VALUES (?1, ?2, ?3);

-- name: entry_count
SELECT coalesce(max(idx) + 1, 0) FROM entry;

-- name: entry_get
SELECT idx, line FROM entry WHERE idx = ?1;

-- name: entry_find
SELECT idx, line FROM entry WHERE identity = ?1;

-- name: entry_page
SELECT idx, line FROM entry WHERE idx >= ?1 ORDER BY idx LIMIT ?2;

-- name: envelope_insert
INSERT INTO envelope (idx, bytes) VALUES (?1, ?2);

-- name: envelope_get
SELECT bytes FROM envelope WHERE idx = ?1;

-- name: text_insert
INSERT INTO source_text (idx, salt, text) VALUES (?1, ?2, ?3);

-- name: text_delete
DELETE FROM source_text WHERE idx = ?1;

-- name: text_get
SELECT salt, text FROM source_text WHERE idx = ?1;

-- name: checkpoint_insert
INSERT INTO checkpoint (size, note) VALUES (?1, ?2);

-- name: checkpoint_last
-- scan: of the key, backwards, and it stops at the first row
SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1;

-- name: checkpoint_next
SELECT size, note FROM checkpoint WHERE size > ?1 ORDER BY size LIMIT 1;

-- name: checkpoint_get
SELECT size, note FROM checkpoint WHERE size = ?1;

-- name: cosignature_put
INSERT INTO cosignature (size, witness, witness_key, time, line) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (size, witness, witness_key)
DO UPDATE SET time = excluded.time, line = excluded.line WHERE excluded.time > time;

-- name: cosignature_prune
DELETE FROM cosignature WHERE witness_key = ?1 AND size < (
    SELECT size FROM cosignature WHERE witness_key = ?1 ORDER BY size DESC LIMIT 1 OFFSET ?2);

-- name: cosignature_count
SELECT count(*) FROM cosignature WHERE size = ?1;

-- name: cosignature_page
SELECT witness, witness_key, time, line FROM cosignature
WHERE size = ?1 ORDER BY witness, witness_key LIMIT ?2 OFFSET ?3;

-- name: cosignature_named
SELECT witness, witness_key, time, line FROM cosignature
WHERE size = ?1 AND witness = ?3 ORDER BY witness_key LIMIT ?2;

-- name: cosigned_before
SELECT coalesce(max(size), 0) FROM cosignature WHERE size < ?1;

-- name: cosigned_after
SELECT coalesce(min(size), 0) FROM cosignature WHERE size > ?1;

-- name: node_count
-- scan: fsck alone, which reads everything
SELECT count(*) FROM node;

-- name: node_clear
DELETE FROM node;

-- name: facts_clear
-- scan: rebuild alone, which makes all of it again
DELETE FROM report_facts;

-- name: node_insert
INSERT INTO node (level, idx, hash) VALUES (?1, ?2, ?3);

-- name: node_get
SELECT hash FROM node WHERE level = ?1 AND idx = ?2;

-- name: facts_insert
INSERT INTO report_facts (idx, township, period, kind, revision, facts)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: facts_page
SELECT idx, township, period, kind, revision, facts
FROM report_facts WHERE idx >= ?1 ORDER BY idx LIMIT ?2;

-- name: facts_from
SELECT idx, facts FROM report_facts WHERE idx >= ?1 ORDER BY idx;
