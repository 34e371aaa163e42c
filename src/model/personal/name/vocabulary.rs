//! The words that names are told by.
//!
//! Surnames are those of 통계청 인구주택총조사 2015 (성씨별 인구); the other lists grew from what stands in
//! registers and policies.

/// Surnames of one syllable, those of nearly all people.
pub(super) const SURNAMES: &str = "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용나라사";
/// Surnames of two syllables.
#[rustfmt::skip]
pub(super) const LONG_SURNAMES: [&str; 8] = [
    "남궁", "황보", "제갈", "선우", "독고", "사공", "서문", "동방",
];
/// Syllables of given names. Those that shops and places end in (횟, 떡, 탕, 집, 촌) are not among them,
/// nor is 이, which is a particle more often.
pub(super) const GIVEN: &str = "영수철민지현정미숙자순희경은혜진성호준우재석용기태상병종광동길명창원윤서연주하아유예도승건훈환선옥춘복덕만금남분말례란화월임규범식섭문학관인찬운욱홍근배봉대일두갑택해형후효혁권균다련린모백보빈새솔신심양열엽오완왕웅율의익장전제조중충탁평필한함향헌협국세슬안애언담단달무겸결비빛강구나리루벽송산설소";
/// Syllables that given names begin with only: at the end of a word they are particles or places.
pub(super) const GIVEN_FIRST: &str = "가고다마라시내누약여이응재채청초치표허휘";
/// Syllables that given names end in only.
pub(super) const GIVEN_LAST: &str = "걸국늘득라락람래렬령록룡률륜림별술업온응점채칠판표휘";
/// Words of three syllables that pass for a name and are none.
#[rustfmt::skip]
pub(super) const NO_NAMES: [&str; 138] = [
    "주민등", "정보화", "주차장", "주정차", "소나무", "나무소", "정문경", "구시장", "신도시", "신시가",
    "유수지", "정수장", "전시장", "성명초", "문화재", "안전한", "조경수", "하천변", "고시원", "전라도",
    "강원도", "제주도", "한전주", "전신주", "장애인", "이재민", "고정형", "이동식", "이동형", "노후화",
    "신동아", "노인정", "도서관", "주유소", "전주형", "안내소", "성명공", "배수지", "원산동", "방송국",
    "민원인", "전산화", "차세대", "주민세", "하수도", "사유지", "국유지", "시유지", "공유지", "주무관",
    "사무관", "서기관", "주사보", "담당관", "소유자", "소유주", "이용자", "안전도", "전시관", "문화원",
    "공원화", "신호등", "강남구", "강동구", "노원구", "성동구", "용산구", "구로구", "금정구", "연제구",
    "연수구", "유성구", "명예직", "공무원", "왕이모", "민원대", "남양주", "사무소", "하수관", "배수관",
    "송수관", "우수관", "배수로", "하수구", "배수구", "유치원", "차고지", "편의점", "신호기", "신호대",
    "전화기", "지하도", "지하철", "소화전", "지구대", "방범대", "안전판", "표지판", "현관문", "차단기",
    "전광판", "변전소", "지주대", "안내도", "연구소", "연구동", "연구원", "전시동", "강의동", "인문대",
    "사범대", "정보관", "정보원", "정보동", "주소지", "설치일", "구청장", "선임자",
    "기관명", "지역명", "지점명", "구간명", "사업명", "도로명", "용도명", "장소명", "노선명", "마을명", "공원명",
    "하천명", "원도심", "신도심", "구도심", "박카스", "최우선", "신용산", "공연장", "방조제",
];
/// Words before a name: the person in charge, or the owner.
#[rustfmt::skip]
pub(super) const LABELS: [&str; 35] = [
    "담당자", "담당", "성명", "이름", "책임자", "관리자", "소유자", "소유주", "토지주", "건물주", "집주인",
    "대표자", "신청인", "민원인", "연락처", "작성자", "접수자", "등록자", "제보자", "신고자", "보호자",
    "세대주", "임차인", "대표", "감독관", "현장대리인", "담당자명", "책임자명", "관리자명", "소유자명",
    "대표자명", "성함", "임대인", "담당공무원", "담당직원",
];
/// Words behind a name that only persons have.
#[rustfmt::skip]
pub(super) const TITLES: [&str; 45] = [
    "주무관", "팀장", "과장", "계장", "반장", "사무관", "서기관", "주사보", "주사", "어르신", "할머니",
    "할아버지", "씨", "님", "국장", "실장", "소장", "센터장", "담당관", "부장", "차장", "대리", "대표", "경위",
    "경사", "경감", "경장", "순경", "이장", "통장", "회장", "위원장", "담당자", "실무관",
    "연구사", "연구관", "방호원", "청원경찰", "공무직", "여사", "사장", "점주", "건물주",
    "선생님", "경비원",
];
/// Titles of the head of a neighbourhood or of an office in one: 구의동 통장 names nobody.
#[rustfmt::skip]
pub(super) const LOCAL_TITLES: [&str; 14] = [
    "이장", "통장", "반장", "회장", "위원장", "소장", "센터장", "대표", "경위", "경사", "경감", "경장", "순경",
    "담당자",
];
/// Titles that stand before a name as well, at the end of a word: 안전총괄과 과장 이영희, 안전과장 이영희.
#[rustfmt::skip]
pub(super) const TITLES_BEFORE: [&str; 22] = [
    "주무관", "사무관", "서기관", "팀장", "과장", "계장", "국장", "실장", "소장", "센터장", "담당관", "부장",
    "반장", "이장", "통장", "회장", "위원장", "실무관", "연구사", "방호원", "청원경찰", "공무직",
];
/// Titles that stand before a name as a word of their own, for other words end like them.
#[rustfmt::skip]
pub(super) const TITLES_APART: [&str; 12] = [
    "차장", "대리", "대표", "주사", "경위", "경사", "경감", "경장", "순경", "책임", "사장", "점주",
];
/// Titles that run together with a name only at the end of a word: 홍길동팀장, 팀장홍길동.
#[rustfmt::skip]
pub(super) const RUN_TOGETHER: [&str; 11] = [
    "주사", "팀장", "과장", "계장", "국장", "실장", "반장", "이장", "통장", "주무관", "사무관",
];
/// Titles that also run together with the name before them; 정보화팀장 is an office.
#[rustfmt::skip]
pub(super) const CLOSE_TITLES: [&str; 8] = [
    "주무관", "사무관", "어르신", "할머니", "씨", "님", "할아버지", "선생님",
];
/// What may follow 씨 and 님 in the same word: a particle, or something of the person.
#[rustfmt::skip]
pub(super) const AFTER_TITLE: [&str; 22] = [
    "댁", "집", "네", "가", "의", "께", "과", "와", "이", "은", "는", "을", "를", "에게", "소유", "자택", "앞",
    "옆", "뒤", "밭", "논", "창고",
];
/// Words for somebody's house; 성신주택 is a block of flats more often than a home.
#[rustfmt::skip]
pub(super) const HOUSES: [&str; 5] = [
    "자택", "댁", "네집", "네", "집",
];
/// What may follow a house in the same word.
#[rustfmt::skip]
pub(super) const AFTER_HOUSE: [&str; 26] = [
    "앞", "옆", "뒤", "입구", "근처", "부근", "인근", "맞은편", "건너편", "대문", "담", "마당", "진입", "골목",
    "방향", "쪽", "방면", "안길", "위", "아래", "주변", "사거리", "삼거리", "집", "내", "밑",
];
/// Shops that are called after somebody: 민영이네 이불가게 keeps its name.
#[rustfmt::skip]
pub(super) const SHOPS: [&str; 22] = [
    "가게", "식당", "슈퍼", "마트", "분식", "김밥", "미용실", "세탁소", "치킨", "횟집", "국수", "상회", "수산",
    "떡볶이", "반찬", "포차", "호프", "카페", "정육점", "식육점", "민박", "펜션",
];
/// Seats of clans (본관) whose first syllable is a surname: 남양홍씨 is a family, not a person.
#[rustfmt::skip]
pub(super) const CLAN_SEATS: [&str; 28] = [
    "김해", "진주", "남양", "문화", "성주", "연안", "여흥", "나주", "남원", "한산", "한양", "함양", "원주",
    "여산", "용인", "장흥", "함안", "함평", "진양", "진천", "진보", "연일", "언양", "선산", "정선", "하동",
    "하양", "신안",
];
/// Words of a clan's houses and stones.
#[rustfmt::skip]
pub(super) const CLAN_WORDS: [&str; 16] = [
    "종가", "종중", "종친", "문중", "제당", "재실", "사당", "제각", "집성촌", "세거지", "고택", "열녀", "효자",
    "정려", "묘", "유허",
];
/// How offices end that may follow a label as a name would, and what stands there when nobody is named.
#[rustfmt::skip]
pub(super) const OFFICES: [&str; 28] = [
    "과", "팀", "실", "센터", "계", "부서", "담당", "본부", "공단", "공사", "시청", "구청", "군청", "전화",
    "번호", "없음", "미상", "공석", "지정", "안내", "주소", "성명", "이름", "등", "장", "관", "자", "인",
];
/// Words of a note about work, which the name of who does it may close.
#[rustfmt::skip]
pub(super) const WORK: [&str; 8] = [
    "작업", "점검", "수리", "교체", "확인", "공사중", "문의", "연락",
];

/// Marks in brackets behind a name that say what the person does: 홍길동(담당).
#[rustfmt::skip]
pub(super) const MARKS: [&str; 12] = [
    "담당", "담당자", "관리자", "책임자", "주무관", "팀장", "과장", "소유자", "소유주", "건물주", "작성자",
    "대표자",
];
/// Marks for a seal or a signature, in brackets behind a name.
pub(super) const SEALS: [&str; 4] = ["인", "서명", "날인", "직인"];
/// What stands in a column of names where nobody is named.
#[rustfmt::skip]
pub(super) const NOBODY: [&str; 34] = [
    "없음", "미상", "공석", "미정", "미지정", "미기재", "해당", "비공개", "확인", "확인중", "본인", "상동", "동일",
    "전체", "공용", "공동", "민간", "주민", "기타",
    "기획", "홍보", "정보", "주차", "차량", "방재", "방호", "하수", "조경", "전기", "문화", "위생", "공원", "여성",
    "임시",
];
