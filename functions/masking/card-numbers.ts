/** A digit of any script: its value, where it stands in the text (UTF-16), and which group of adjacent digits it is in. */
interface Digit {
  value: string
  at: number
  end: number
  group: number
}

const fewestDigits = 13
const mostDigits = 19
const from = (fewest: number) => Array.from({ length: mostDigits - fewest + 1 }, (_, index) => fewest + index)

/** First digits of the card networks and how long their numbers are; Maestro's stand for whatever else begins with 6. */
const networks: readonly { starts: RegExp; lengths: readonly number[] }[] = [
  { starts: /^4/, lengths: [13, 16, 19] }, // Visa
  { starts: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] }, // Mastercard
  { starts: /^3[47]/, lengths: [15] }, // American Express
  { starts: /^(?:30[0-5]|3095|3[689])/, lengths: from(14) }, // Diners
  { starts: /^35(?:2[89]|[3-8])/, lengths: from(16) }, // JCB
  { starts: /^(?:2131|1800)/, lengths: [15] }, // JCB, old
  { starts: /^(?:62|81)/, lengths: from(16) }, // UnionPay
  { starts: /^(?:6011|64[4-9]|65)/, lengths: from(16) }, // Discover
  { starts: /^(?:50|5[6-9]|6)/, lengths: from(fewestDigits) }, // Maestro
  { starts: /^220[0-4]/, lengths: from(16) }, // Mir
  { starts: /^94/, lengths: [16] }, // cards for use in Korea alone: BC and others, ISO 7812's 9 and country 410
]

/** Groups that a network prints its numbers in, beside groups of one size. */
const printed = [
  [4, 6, 5],
  [4, 6, 4],
]

/** Fewest digits that are a card number in whatever groups: account and resident numbers are shorter. */
const freelyGrouped = 15

/**
 * Where Unicode's numbers are besides ASCII's, in few ranges and with what lies between them where it is rare in Korean
 * texts: each \p{N} would take 1 ms to compile.
 */
const numbers = [
  String.raw`\x{B2}\x{B3}\x{B9}\x{BC}-\x{BE}\x{0660}-\x{10FF}\x{1369}-\x{1CFF}\x{2070}-\x{2189}\x{2460}-\x{24FF}\x{2776}-\x{2793}\x{2CFD}`,
  String.raw`\x{3007}-\x{3029}\x{3038}-\x{303A}\x{3192}-\x{3195}\x{3220}-\x{32BF}\x{A620}-\x{A909}\x{A9D0}-\x{ABF9}\x{FF10}-\x{FF19}`,
  String.raw`\x{10107}-\x{1FFFF}`,
].join('')

/**
 * What DuckDB looks for first, so that only few values need the exact test: as many ASCII digits as the shortest number
 * has, with no Latin letter between, or any other character of Unicode's numbers. Finds everything that
 * `showsCardNumber` finds.
 */
export const cardSuspicion = `(?:[0-9][^a-zA-Z0-9]*){${fewestDigits}}|[${numbers}]`

/** A stretch of a text, in UTF-16 units: [at, end). */
interface Span {
  at: number
  end: number
}

/** True when the text shows a card number. */
export const showsCardNumber = (text: string): boolean =>
  readDigits(text).some((digits) => findIn(digits).length > 0)

/**
 * True when a token is or shows a card number: 13 to 19 digits and nothing else, whatever they add up to, or a card number
 * that stands by itself. Digits in a word with letters are the token's own.
 */
export const showsCardInToken = (token: string): boolean =>
  /^\p{Nd}{13,19}$/u.test(token) ||
  showsCardNumber(token.replaceAll(/[\p{L}\p{N}]+/gu, (word) => (letter.test(word) ? 'x' : word)))

/**
 * The digits of the card numbers in a text, all but the last four of each. A card number is 13 to 19 digits of any script,
 * with a network's first digits and length and a valid Luhn sum: contiguous, in groups of one size (the last may be
 * shorter), as 4-6-5 or 4-6-4, or, where no other digits stand by, in any groups. Anything but letters may stand between.
 */
export const findCardDigits = (text: string): Span[] =>
  readDigits(text).flatMap((digits) =>
    findIn(digits).flatMap(([first, last]) => digits.slice(first, Math.max(first, last - 4))),
  )

// fillers are letters to Unicode, and show nothing
const letter = /[^\P{L}\u115f\u1160\u3164\uffa0]/u

/** Digits with no letter between them, in the order of the text. */
function readDigits(text: string): Digit[][] {
  const runs: Digit[][] = [[]]
  let end = 0
  let group = 0
  for (const { 0: character, index } of text.matchAll(/\p{N}/gu)) {
    const between = text.slice(end, index)
    const value = digitValue(character)
    if (between !== '') group++
    if (letter.test(between) || value === null) runs.push([])
    end = index + character.length
    if (value !== null) runs.at(-1)!.push({ value, at: index, end, group })
  }
  return runs
}

/** `0` to `9` for a digit of any script, also raised or in a circle; null for other numbers. */
function digitValue(character: string): string | null {
  const plain = character.normalize('NFKC')
  if (/^[0-9]$/.test(plain)) return plain
  if (!/^\p{Nd}$/u.test(plain)) return null
  // the ten digits of a script stand in a row, and rows may follow each other
  const code = plain.codePointAt(0)!
  let zero = code
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return String((code - zero) % 10)
}

/** First and last (not included) place of every card number among digits. */
function findIn(digits: readonly Digit[]): [number, number][] {
  if (digits.length < fewestDigits) return []
  const text = digits.map(({ value }) => value).join('')
  const starts = digits.flatMap(({ group }, place) => (group === digits[place - 1]?.group ? [] : [place]))
  const found = starts.flatMap((start, index) => {
    const sizes = starts.slice(index).map((from, next) => (starts[index + next + 1] ?? text.length) - from)
    return likelyLengths(sizes)
      .filter((length) => isCardNumber(text.slice(start, start + length)))
      .map((length): [number, number] => [start, start + length])
  })
  if (text.length >= freelyGrouped && isCardNumber(text)) found.push([0, text.length])
  return found
}

/** Lengths that a number beginning with these groups may have. */
function likelyLengths(sizes: readonly number[]): number[] {
  const lengths: number[] = []
  let total = 0
  for (const size of sizes) {
    if (size > sizes[0]! || total + size > mostDigits) break
    total += size
    lengths.push(total)
    if (size < sizes[0]!) break
  }
  for (const groups of printed)
    if (groups.every((size, index) => size === sizes[index])) lengths.push(groups.reduce((a, b) => a + b))
  return lengths
}

const isCardNumber = (digits: string) =>
  networks.some(({ starts, lengths }) => lengths.includes(digits.length) && starts.test(digits)) &&
  luhnValid(digits)

function luhnValid(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48
    const doubled = place % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
