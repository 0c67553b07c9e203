/** An invented card number with a network's prefix and a valid check digit, grouped or not; no such card exists in this text. */
export function unmaskedCard(index: number): string {
  const digits = `411111${String(index * 7919)
    .padStart(9, '0')
    .slice(-9)}`
  const number = digits + checkDigit(digits)
  return index % 1000 < 500 ? number.replace(/(.{4})(?=.)/g, '$1-') : number
}

/** The digit that makes the Luhn sum a multiple of ten. */
function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return (10 - (sum % 10)) % 10
}
