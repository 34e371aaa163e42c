//! The coordinate systems of Korean registers, by how often offices use them.

/// The commonest first: where several fit, they are tried and named in this order.
///
/// 5186 is the plane system of the present maps of the 국토지리정보원, of cadastral data and of the offices' own
/// spatial systems; 5181 that of the maps before 2010 and of Kakao; 5179 (UTM-K) that of road addresses, of
/// statistics and of Naver, one system for the whole country, while an office's own data is in a belt; 5174 that
/// of licence data (LOCALDATA) and of the old cadastre; 2097 that of old maps without the correction of 10.405".
/// Then the other belts, those of 2010 before those of 2002 and of Bessel, the older unified system, Web
/// Mercator and UTM.
pub(super) const COMMONEST: [u32; 21] = [
    5186, 5181, 5179, 5174, 2097, 5187, 5185, 5188, 5183, 5180, 5182, 5184, 5176, 5173, 5175, 5177,
    2096, 2098, 5178, 3857, 32652,
];
