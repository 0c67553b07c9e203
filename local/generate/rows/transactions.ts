import { contractColumnNames, inputColumnNames } from '../../../hive/input.ts'
import { categories, hourWeights, installmentWeights, regionWeights } from './merchants.ts'
import { hashText, normal, type Random, randomStream, weightedIndex } from './random.ts'

/** What to generate; the same shape gives the same rows, and a larger one begins with the rows of a smaller one. */
export interface Shape {
  rows: number
  seed: number
  customers: number
  /** First and last day, `yyyy-MM-dd`, both included. */
  from: string
  to: string
}

export const defaultShape: Shape = {
  rows: 100_000,
  seed: 42,
  customers: 10_000,
  from: '2024-01-01',
  to: '2024-12-31',
}

/** The fields of a row. */
export type Row = string[]

const creditShare = 0.64
const splitFrom = 50_000
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))
const drawCategory = weightedIndex(categories.map((shape) => shape.weight))
const drawMerchant = weightedIndex([26, 20, 16, 13, 11, 8, 6])
const drawRegion = weightedIndex(regionWeights.map(([, weight]) => weight))
const drawHour = weightedIndex(hourWeights)
const drawMonths = weightedIndex(installmentWeights.map(([, weight]) => weight))

/**
 * Generates clean transactions, those of the named input columns: none of the quality checks has anything to say about them, at
 * any number of rows.
 */
export function* generateRows(shape: Shape, columns = contractColumnNames): Generator<Row> {
  const places = columns.map((name) => inputColumnNames.indexOf(name))
  const random = randomStream(shape.seed, 'transactions')
  const days = listDays(shape.from, shape.to)
  const cards = listCards(shape)
  const prefix = idPrefix(shape)
  const seen = new SeenPayments()
  let statusOffset = 50
  for (let index = 0; index < shape.rows; index++) {
    if (index > 0 && index % 100 === 0) statusOffset = Math.floor(random() * 100)
    const card = cards[Math.floor(random() * cards.length)]!
    const category = categories[drawCategory(random)]!
    const [merchant, subCategory] = category.merchants[drawMerchant(random)]!
    const amount = drawAmount(random, category.median, category.spread)
    const months = card.credit && amount >= splitFrom ? installmentWeights[drawMonths(random)]![0] : 0
    const region = regionWeights[drawRegion(random)]![0]
    const moment = drawUnseen(
      () => drawMoment(random, days),
      (moment) => seen.add(`${moment}${card.number}${merchant}${amount}`),
    )
    const fields = [
      prefix + String(index + 1).padStart(8, '0'),
      moment,
      card.number,
      card.credit ? '신용' : '체크',
      merchant,
      subCategory,
      category.category,
      String(amount),
      String(months),
      statusOf(index, statusOffset),
      region,
      card.token,
    ]
    yield places.map((place) => fields[place]!)
  }
}

/** 95 approved, 3 declined and 2 cancelled in every hundred rows, spread so that no beginning of a file has many. */
function statusOf(index: number, offset: number): string {
  const slot = (index * 37 + offset) % 100
  return slot < 3 ? 'declined' : slot < 5 ? 'cancelled' : 'approved'
}

/** Won, log-normal, in hundreds, 100 to 9,900,000. */
function drawAmount(random: Random, median: number, spread: number): number {
  const amount = Math.round((median * Math.exp(spread * normal(random))) / 100) * 100
  return Math.min(Math.max(amount, 100), 9_900_000)
}

function drawMoment(random: Random, days: readonly string[]): string {
  const day = days[Math.floor(random() * days.length)]!
  const hour = twoDigits[drawHour(random)]!
  return `${day} ${hour}:${twoDigits[Math.floor(random() * 60)]}:${twoDigits[Math.floor(random() * 60)]}`
}

/** Draws until one is new, at most 50 times: a file may be too long for its days. */
function drawUnseen(draw: () => string, isNew: (moment: string) => boolean): string {
  for (let attempt = 0; attempt < 50; attempt++) {
    const moment = draw()
    if (isNew(moment)) return moment
  }
  return draw()
}

function listDays(from: string, to: string): string[] {
  const days: string[] = []
  for (let time = Date.parse(from); time <= Date.parse(to); time += 86_400_000) {
    days.push(new Date(time).toISOString().slice(0, 10))
  }
  return days
}

/** One masked card per customer; whether it is a credit card is the card's, not the payment's. */
function listCards(shape: Shape): { number: string; token: string; credit: boolean }[] {
  const random = randomStream(shape.seed, 'customers')
  return Array.from({ length: shape.customers }, (_, customer) => ({
    number: `****-****-****-${String(customer % 10_000).padStart(4, '0')}`,
    token: `tk_${hashText(`${shape.seed}/${customer}`).toString(36).padStart(7, '0')}${customer.toString(36)}`,
    credit: random() < creditShare,
  }))
}

/** Keeps files of different seeds or days apart: their transactions must not replace each other. */
function idPrefix(shape: Shape): string {
  const hash = hashText(`${shape.seed}/${shape.customers}/${shape.from}/${shape.to}`)
  return `T${(hash % 36 ** 4).toString(36).toUpperCase().padStart(4, '0')}`
}

const bits = 2 ** 27

/**
 * Remembers payments in constant memory (16 MiB), so that clean data has no suspected double payment. It may take a
 * new payment for a known one (the caller draws again), never the other way round.
 */
class SeenPayments {
  readonly #known = new Uint32Array(bits / 32)

  /** False when the payment may have been added before. */
  add(payment: string): boolean {
    const slot = hashText(payment) % bits
    const mask = 1 << (slot & 31)
    if (this.#known[slot >>> 5]! & mask) return false
    this.#known[slot >>> 5]! |= mask
    return true
  }
}
