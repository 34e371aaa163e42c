-- Version 6. The statements of a release as blocks (`store::block`) instead of a row for each site.

CREATE TABLE statements (
    release_id INTEGER PRIMARY KEY REFERENCES release (id),
    stated     BLOB NOT NULL,               -- the statements that hold from this release on
    ended      BLOB NOT NULL                -- those of earlier releases that hold no longer from this one on
) STRICT;

-- Sites of which it is known that their register did not list them before.
CREATE TABLE site_since (
    id        INTEGER PRIMARY KEY,
    absent_on TEXT NOT NULL,                -- last day (Seoul) of which the register is known not to list it
    first_on  TEXT NOT NULL                 -- day of its first publication
) STRICT, WITHOUT ROWID;
INSERT INTO site_since SELECT id, absent_on, first_on FROM site_identity WHERE absent_on IS NOT NULL;

-- Feature ids are given out in ranges, to a new release the ids of its new sites; none is given out again.
CREATE TABLE given_ids (
    first       INTEGER PRIMARY KEY,
    last        INTEGER NOT NULL,
    register_id INTEGER NOT NULL REFERENCES register (id)
) STRICT, WITHOUT ROWID;
INSERT INTO given_ids
    SELECT min(id), max(id), register_id FROM (
        SELECT id, register_id, id - row_number() OVER (PARTITION BY register_id ORDER BY id) AS gap FROM site_identity)
    GROUP BY register_id, gap;
