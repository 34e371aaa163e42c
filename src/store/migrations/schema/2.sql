-- Version 2. Releases as history: a register (institution and source) has releases, a site is stored
-- once for as long as its content stays the same, and every publication is kept with its time.

CREATE TABLE register (
    id          INTEGER PRIMARY KEY,
    institution TEXT NOT NULL,              -- 7-digit code or 'unknown'
    source      TEXT NOT NULL,
    UNIQUE (institution, source)
) STRICT;
INSERT INTO register (institution, source)
    SELECT institution, source FROM release GROUP BY institution, source ORDER BY min(id);

ALTER TABLE release ADD COLUMN register_id INTEGER REFERENCES register (id);
-- Hash of what it holds beside its sites: rows that are kept but not served, mobile units.
ALTER TABLE release ADD COLUMN beside TEXT;
-- Row number and reference date of every site, in the order of their ids; null where each site stands
-- in `site` as of this very release.
ALTER TABLE release ADD COLUMN rows BLOB;
UPDATE release SET register_id =
    (SELECT g.id FROM register g WHERE g.institution = release.institution AND g.source = release.source);
CREATE INDEX release_by_register ON release (register_id, id);

-- Which releases an import amounts to: those that it made, and those that it found unchanged.
CREATE TABLE import_release (
    import_id  INTEGER NOT NULL REFERENCES import (id),
    release_id INTEGER NOT NULL REFERENCES release (id),
    PRIMARY KEY (import_id, release_id)
) STRICT, WITHOUT ROWID;
INSERT INTO import_release SELECT import_id, id FROM release;

-- What was published from when until when; never changed but for `until_us`, which is set once. The
-- ids are in the order of time.
CREATE TABLE publication (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    register_id INTEGER NOT NULL REFERENCES register (id),
    release_id  INTEGER NOT NULL REFERENCES release (id),
    from_us     INTEGER NOT NULL,           -- microseconds since 1970-01-01T00:00:00Z
    until_us    INTEGER,                    -- null while it is published
    kind        TEXT NOT NULL CHECK (kind IN ('import', 'rollback'))
) STRICT;
INSERT INTO publication (register_id, release_id, from_us, until_us, kind)
    SELECT r.register_id, r.id, CAST(round(unixepoch(i.at, 'subsec') * 1000) AS INTEGER) * 1000,
        (SELECT CAST(round(unixepoch(j.at, 'subsec') * 1000) AS INTEGER) * 1000
         FROM release n JOIN import j ON j.id = n.import_id
         WHERE n.register_id = r.register_id AND n.id > r.id ORDER BY n.id LIMIT 1),
        'import'
    FROM release r JOIN import i ON i.id = r.import_id ORDER BY r.id;
CREATE UNIQUE INDEX publication_now ON publication (register_id) WHERE until_us IS NULL;
CREATE INDEX publication_by_register ON publication (register_id, id);

DROP TABLE published;
CREATE VIEW published AS
    SELECT g.institution, g.source, p.release_id, p.register_id
    FROM publication p JOIN register g ON g.id = p.register_id
    WHERE p.until_us IS NULL;

ALTER TABLE site RENAME TO site_of_version_1;
ALTER TABLE site_identity RENAME TO site_identity_of_version_1;

-- Feature ids: small integers that stay the same from release to release.
CREATE TABLE site_identity (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    register_id INTEGER NOT NULL REFERENCES register (id),
    -- Last day (Seoul) of which the register is known not to list the site; null when unknown, as for
    -- the sites of a first release.
    absent_on   TEXT,
    -- Day of its first publication; stands with `absent_on`.
    first_on    TEXT
) STRICT;
INSERT INTO site_identity (id, register_id)
    SELECT s.id, min(r.register_id) FROM site_of_version_1 s JOIN release r ON r.id = s.release_id GROUP BY s.id ORDER BY s.id;

-- A site belongs to the releases of its register from `from_release` on and before `until_release`.
CREATE TABLE site (
    register_id    INTEGER NOT NULL REFERENCES register (id),
    id             INTEGER NOT NULL REFERENCES site_identity (id),
    from_release   INTEGER NOT NULL REFERENCES release (id),
    until_release  INTEGER REFERENCES release (id),
    source_row     INTEGER NOT NULL,        -- in `from_release`
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
    reference_date TEXT,                    -- in `from_release`
    PRIMARY KEY (register_id, id, from_release)
) STRICT, WITHOUT ROWID;
INSERT INTO site
    SELECT r.register_id, s.id, s.release_id,
        (SELECT min(n.id) FROM release n WHERE n.register_id = r.register_id AND n.id > r.id),
        s.source_row, s.management_no, s.manager_raw, s.department, s.lon, s.lat, s.uncertainty_m, s.suspect,
        s.reasons, s.purpose, s.purpose_raw, s.unit_count, s.direction_raw, s.range_min_m, s.range_max_m,
        s.bearing_deg, s.width_deg, s.turns, s.road_address, s.lot_address, s.retention_days, s.installed,
        s.pixels_raw, s.phone, s.reference_date
    FROM site_of_version_1 s JOIN release r ON r.id = s.release_id
    ORDER BY r.register_id, s.id, s.release_id;
DROP TABLE site_of_version_1;
DROP TABLE site_identity_of_version_1;
