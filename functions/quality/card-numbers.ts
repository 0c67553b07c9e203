/** Digits that may be a card number, whole or in groups; anything longer is none. */
const digitGroups = /[0-9]+(?:[ -][0-9]+)*/g

/** First digits of the card networks: Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay, Maestro, and 94 of Korean cards. */
const network =
  /^(?:4|5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|3[47]|30[0-5]|3095|3[689]|352[89]|35[3-8]|6011|64[4-9]|65|62|81|50|5[6-9]|6[0-9]|94)/

const fewestDigits = 13
const mostDigits = 19

/** What DuckDB looks for first, so that only few values need the exact test: enough digits, contiguous or in groups of four. */
export const cardSuspicion = '[2-9]([0-9]{12}|[0-9]{3}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9])'

/** The same for transaction_id, whose contiguous digits are no card number. */
export const groupedSuspicion = '[2-9][0-9]{3}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]'

/**
 * True when the text shows a card number: 13 to 19 digits, contiguous or in groups of four, with a network's first
 * digits and a valid Luhn sum. With `groupedOnly`, contiguous digits do not count.
 */
export function showsCardNumber(text: string, groupedOnly = false): boolean {
  for (const [run] of text.matchAll(digitGroups)) {
    const groups = run.split(/[ -]/)
    if (!groupedOnly && groups.some(isCardNumber)) return true
    if (groups.some((_, first) => startsGroupedCard(groups, first))) return true
  }
  return false
}

function startsGroupedCard(groups: readonly string[], first: number): boolean {
  let digits = ''
  for (const group of groups.slice(first)) {
    if (group.length > 4) return false
    digits += group
    if (digits.length > group.length && isCardNumber(digits)) return true
    if (group.length < 4 || digits.length >= mostDigits) return false
  }
  return false
}

function isCardNumber(digits: string): boolean {
  return (
    digits.length >= fewestDigits && digits.length <= mostDigits && network.test(digits) && luhnValid(digits)
  )
}

function luhnValid(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48
    const doubled = place % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
