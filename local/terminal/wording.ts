/** `1,234,567` */
export const count = (value: number) => Math.round(value).toLocaleString('en')

/** `0.15 s`, `12.3 s`, `4 min 05 s` */
export function duration(seconds: number): string {
  if (seconds < 100) return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`
}

/** `114.7 MB` */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u
const none = /[\p{Mn}\p{Cf}\u1160-\u11ff]/u

/** Columns a text takes in a terminal: Korean syllables and emoji take two. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += none.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}
