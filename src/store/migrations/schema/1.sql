-- Version 1. Registers, releases and reports. A release is never changed after its import; which
-- release is served is a row of `published`.

CREATE TABLE import (
    id           INTEGER PRIMARY KEY,
    at           TEXT NOT NULL,             -- RFC 3339, UTC
    content_hash TEXT NOT NULL,             -- of the files and the options: the same import again is recognised
    files        TEXT NOT NULL,             -- JSON: name, sha256, size_bytes, form, encoding, notes
    report       TEXT NOT NULL              -- JSON: counts and every issue
) STRICT;

CREATE TABLE release (
    id             INTEGER PRIMARY KEY,
    import_id      INTEGER NOT NULL REFERENCES import (id),
    institution    TEXT NOT NULL,           -- 7-digit code or 'unknown'
    source         TEXT NOT NULL,
    file_names     TEXT NOT NULL,           -- JSON array
    reference_date TEXT,                    -- latest of its rows
    sample         INTEGER NOT NULL,
    sites          INTEGER NOT NULL
) STRICT;

CREATE TABLE published (
    institution TEXT NOT NULL,
    source      TEXT NOT NULL,
    release_id  INTEGER NOT NULL REFERENCES release (id),
    PRIMARY KEY (institution, source)
) STRICT, WITHOUT ROWID;

-- Feature ids: small integers that stay the same from release to release.
CREATE TABLE site_identity (
    id  INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE site (
    release_id     INTEGER NOT NULL REFERENCES release (id),
    id             INTEGER NOT NULL REFERENCES site_identity (id),
    source_row     INTEGER NOT NULL,
    management_no  TEXT,
    manager_raw    TEXT,
    department     TEXT,
    lon            REAL NOT NULL,           -- degrees, CRS84
    lat            REAL NOT NULL,
    uncertainty_m  REAL NOT NULL,
    suspect        INTEGER NOT NULL,
    reasons        INTEGER NOT NULL,        -- bits of PositionReason
    purpose        TEXT NOT NULL,
    purpose_raw    TEXT,
    unit_count     INTEGER,
    direction_raw  TEXT,
    range_min_m    REAL,
    range_max_m    REAL,
    bearing_deg    REAL,
    width_deg      REAL,
    turns          INTEGER,
    road_address   TEXT,
    lot_address    TEXT,
    retention_days INTEGER,
    installed      TEXT,
    pixels_raw     TEXT,
    phone          TEXT,
    reference_date TEXT,
    PRIMARY KEY (release_id, id)
) STRICT, WITHOUT ROWID;

-- Rows that are kept but not served: the position or the count cannot be right.
CREATE TABLE quarantine (
    import_id   INTEGER NOT NULL REFERENCES import (id),
    file        TEXT NOT NULL,
    member      TEXT,
    source_row  INTEGER NOT NULL,
    institution TEXT NOT NULL,
    source      TEXT NOT NULL,
    issues      TEXT NOT NULL,              -- JSON
    "values"    TEXT NOT NULL               -- JSON: recognised columns with their raw text
) STRICT;
CREATE INDEX quarantine_by_import ON quarantine (import_id);
