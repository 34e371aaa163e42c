-- Version 5. What 촬영방면정보 and 카메라화소수 say beyond distances and angles. Rows of earlier versions
-- state nothing here until their register is imported again.

ALTER TABLE site ADD COLUMN directions INTEGER;     -- number of directions stated
ALTER TABLE site ADD COLUMN camera_kind TEXT;       -- code of CameraKind
ALTER TABLE site ADD COLUMN pixels_min_10k INTEGER; -- 만 화소
ALTER TABLE site ADD COLUMN pixels_max_10k INTEGER;
