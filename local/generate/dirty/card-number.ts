/** An invented card number with a network's prefix and a valid check digit, grouped or not; no such card exists in this text. */
export function unmaskedCard(index: number): string {
  const digits = `411111${String(Math.abs(index) * 7919)
    .padStart(9, '0')
    .slice(-9)}`
  const number = digits + checkDigit(digits)
  return index % 1000 < 500 ? number.replace(/(.{4})(?=.)/g, '$1-') : number
}

/** Numbers that networks publish for tests, written as people write them. */
export const spelledCards = [
  '3782 822463 10005',
  '4111.1111.1111.1111',
  '41111111 11111111',
  '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
  '5555\u00a05555\u00a05555\u00a04444',
  '４１１１１１１１１１１１１１１１',
]

/** The digit that makes the Luhn sum a multiple of ten. */
export function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return (10 - (sum % 10)) % 10
}
