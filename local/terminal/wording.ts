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
