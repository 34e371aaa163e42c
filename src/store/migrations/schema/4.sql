-- Version 4. Rows that say the same are one site.

-- What a row stands for (camera, pole, unknown), and how often the whole register stood in its file.
ALTER TABLE release ADD COLUMN row_is TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE release ADD COLUMN copies INTEGER NOT NULL DEFAULT 1;
-- JSON: row number (in `from_release`) and 관리번호 of the further rows that say the same; null for most.
ALTER TABLE site ADD COLUMN members TEXT;
