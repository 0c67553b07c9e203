import { showInvisible } from './invisible.ts'

// wider than the check for card numbers on purpose: also mistyped ones, and separators a person might use
const longDigits = /[0-9](?:[ ._/-]{0,3}[0-9]){11,}/g

/** Most characters of a value that a report shows. */
const shownCharacters = 60

/** A text without anything that could be a card number: of 12 digits or more only the last four are left. */
export const maskDigits = (text: string): string =>
  text.replace(longDigits, (digits) => digits.slice(0, -4).replace(/[0-9]/g, '*') + digits.slice(-4))

/** A value as reports and messages may show it: masked, what cannot be seen named, cut to 60 characters. */
export function maskValue(text: string): string {
  const shown = showInvisible(maskDigits(text))
  return shown.length > shownCharacters ? `${shown.slice(0, shownCharacters - 1)}…` : shown
}
