import { findCardDigits } from './card-numbers.ts'
import { showInvisible } from './invisible.ts'

// also mistyped numbers, which no check can tell from ids
const longDigits = /\p{Nd}(?:[ ._/-]{0,3}\p{Nd}){11,}/gu

/** Most characters of a value that a report shows. */
const shownCharacters = 60

/**
 * A text without anything that could be a card number: of every one that the check finds, and of 12 digits or more that
 * stand close together, only the last four are left.
 */
export function maskDigits(text: string): string {
  let masked = text
  // an asterisk for each UTF-16 unit keeps the places of the rest
  for (const { at, end } of findCardDigits(text))
    masked = masked.slice(0, at) + '*'.repeat(end - at) + masked.slice(end)
  return masked.replace(longDigits, (digits) => {
    const characters = [...digits]
    const shown = characters.length - 4
    return characters.map((character, place) => (place < shown ? starDigit(character) : character)).join('')
  })
}

const starDigit = (character: string) => character.replace(/\p{Nd}/u, '*')

/** A text with card numbers masked and what cannot be seen named. */
export const maskText = (text: string): string => showInvisible(maskDigits(text))

/** A value as reports and messages may show it: masked, what cannot be seen named, cut to 60 characters. */
export function maskValue(text: string): string {
  const shown = maskText(text)
  return shown.length > shownCharacters ? `${shown.slice(0, shownCharacters - 1)}…` : shown
}
