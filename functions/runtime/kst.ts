const kstOffset = 9 * 60 * 60 * 1000

/** Korean wall time of a moment, `yyyy-MM-dd HH:mm:ss`; the year has no daylight saving time. */
export const kstTime = (moment: string | Date): string =>
  new Date(new Date(moment).getTime() + kstOffset).toISOString().slice(0, 19).replace('T', ' ')

/** Korean calendar day of a moment, `yyyy-MM-dd`. */
export const kstDay = (moment: string | Date): string => kstTime(moment).slice(0, 10)

/** A moment as ISO 8601 with Korea's offset, `2024-03-01T09:00:00+09:00`. */
export const kstMoment = (moment: string | Date): string => `${kstTime(moment).replace(' ', 'T')}+09:00`
