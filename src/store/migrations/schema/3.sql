-- Version 3. Mobile devices (이동형) that a register lists: they have no place of their own.

CREATE TABLE mobile_unit (
    release_id  INTEGER NOT NULL REFERENCES release (id),
    source_row  INTEGER NOT NULL,
    department  TEXT,
    purpose     TEXT NOT NULL,
    purpose_raw TEXT,
    unit_count  INTEGER,
    description TEXT NOT NULL               -- the words that say that it is mobile
) STRICT;
CREATE INDEX mobile_unit_by_release ON mobile_unit (release_id);
