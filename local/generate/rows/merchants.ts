/** A category's merchants (name, sub-category), most visited first, and how its payments look. */
interface CategoryShape {
  category: string
  /** Share of all transactions, percent. */
  weight: number
  /** Won; half of the payments are below it. */
  median: number
  /** Spread of the logarithm of the amount. */
  spread: number
  merchants: readonly (readonly [merchant: string, subCategory: string])[]
}

/** The 56 invented merchants in 8 categories; weights add up to 100. */
export const categories: readonly CategoryShape[] = [
  {
    category: '식비',
    weight: 30,
    median: 13_000,
    spread: 0.65,
    merchants: [
      ['별빛커피', '카페'],
      ['이웃편의점', '편의점'],
      ['엄마손분식', '분식'],
      ['한마음식당', '한식'],
      ['달려라배달', '배달음식'],
      ['황금용반점', '중식'],
      ['화덕피자집', '양식'],
    ],
  },
  {
    category: '교통',
    weight: 17,
    median: 4_800,
    spread: 0.95,
    merchants: [
      ['한줄교통카드', '대중교통'],
      ['바로택시', '택시'],
      ['새벽주유소', '주유'],
      ['푸른고속버스', '고속버스'],
      ['도심공영주차', '주차'],
      ['누리철도', '철도'],
      ['하늘길항공', '항공'],
    ],
  },
  {
    category: '쇼핑',
    weight: 22,
    median: 42_000,
    spread: 0.95,
    merchants: [
      ['모두몰', '온라인쇼핑'],
      ['큰바구니마트', '대형마트'],
      ['하루옷장', '의류'],
      ['고운화장품', '화장품'],
      ['한강백화점', '백화점'],
      ['전자나라', '가전'],
      ['포근한가구', '가구'],
    ],
  },
  {
    category: '문화',
    weight: 9,
    median: 19_000,
    spread: 0.75,
    merchants: [
      ['달빛시네마', '영화'],
      ['온가족구독', '구독서비스'],
      ['책읽는마을', '도서'],
      ['튼튼헬스장', '스포츠'],
      ['놀이별게임', '게임'],
      ['무대공연장', '공연'],
      ['바람여행사', '여행'],
    ],
  },
  {
    category: '의료',
    weight: 8,
    median: 26_000,
    spread: 0.9,
    merchants: [
      ['온누리약국', '약국'],
      ['참좋은의원', '의원'],
      ['하얀치과', '치과'],
      ['밝은눈안과', '안과'],
      ['푸른한의원', '한의원'],
      ['중앙종합병원', '종합병원'],
      ['미소피부과', '피부과'],
    ],
  },
  {
    category: '교육',
    weight: 5,
    median: 115_000,
    spread: 0.8,
    merchants: [
      ['으뜸입시학원', '학원'],
      ['모두인강', '온라인강의'],
      ['소리영어', '어학'],
      ['새싹유치원', '유아교육'],
      ['꼼꼼문구', '교재문구'],
      ['코딩놀이터', '코딩'],
      ['한결대학교', '등록금'],
    ],
  },
  {
    category: '통신',
    weight: 6,
    median: 52_000,
    spread: 0.45,
    merchants: [
      ['하나로통신', '휴대전화'],
      ['가온텔레콤', '휴대전화'],
      ['알뜰누리', '알뜰폰'],
      ['빛가람인터넷', '인터넷'],
      ['모아티비', '방송'],
      ['구름저장소', '클라우드'],
      ['여행로밍', '로밍'],
    ],
  },
  {
    category: '보험',
    weight: 3,
    median: 88_000,
    spread: 0.55,
    merchants: [
      ['든든화재', '자동차보험'],
      ['한결생명', '생명보험'],
      ['온건강보험', '건강보험'],
      ['새빛실손', '실손보험'],
      ['어린이지킴', '어린이보험'],
      ['편한여행보험', '여행자보험'],
      ['내일연금', '연금보험'],
    ],
  },
]

/** Percent of transactions in each region. */
export const regionWeights: readonly (readonly [region: string, weight: number])[] = [
  ['서울', 31],
  ['경기', 25],
  ['부산', 12],
  ['인천', 9],
  ['대구', 8],
  ['대전', 6],
  ['광주', 6],
  ['제주', 3],
]

/** Relative weight of each hour of the day (KST): quiet nights, lunch and evening peaks. */
export const hourWeights: readonly number[] = [
  8, 5, 3, 2, 2, 4, 12, 28, 42, 40, 46, 66, 92, 78, 58, 56, 60, 72, 96, 98, 82, 60, 38, 18,
]

/** Months and weights of a credit card's payments that may be split (50,000 won or more). */
export const installmentWeights: readonly (readonly [months: number, weight: number])[] = [
  [0, 62],
  [2, 9],
  [3, 15],
  [6, 7],
  [10, 3],
  [12, 4],
]
