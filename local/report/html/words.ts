import { type Html, html } from './html.ts'

export const languages = ['ko', 'en'] as const
export type Language = (typeof languages)[number]

/** A text in both languages. */
export type Both = readonly [ko: string, en: string]

/** The text of one language. */
export const inLanguage = (text: Both, language: Language): string => text[language === 'ko' ? 0 : 1]

/** A text in both languages; the page shows one. */
export function both(text: Both): Html {
  if (text[0] === text[1]) return html`${text[0]}`
  return html`<span lang="ko">${text[0]}</span><span lang="en">${text[1]}</span>`
}

/** English of the values that the contract knows. */
const names: Record<string, string> = {
  식비: 'Food',
  교통: 'Transport',
  쇼핑: 'Shopping',
  문화: 'Culture',
  의료: 'Health',
  교육: 'Education',
  통신: 'Telecom',
  보험: 'Insurance',
  서울: 'Seoul',
  경기: 'Gyeonggi',
  인천: 'Incheon',
  부산: 'Busan',
  대구: 'Daegu',
  대전: 'Daejeon',
  광주: 'Gwangju',
  제주: 'Jeju',
  신용: 'Credit',
  체크: 'Debit',
  심야: 'Night',
  오전: 'Morning',
  오후: 'Afternoon',
  저녁: 'Evening',
}

const none: Both = ['(없음)', '(none)']

/** A value of the data in both languages; what the contract does not know stays as it is. */
export const nameOf = (value: string | null): Both => (value === null ? none : [value, names[value] ?? value])
