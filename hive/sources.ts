// Generated from hive/sources/ by npm run ddl.
import type { Source } from './source.ts'
import { source as cardB } from './sources/card-b.ts'
import { source as contract } from './sources/contract.ts'
import { source as payC } from './sources/pay-c.ts'
import { source as vanA } from './sources/van-a.ts'

/** Every source. */
// biome-ignore format: one a line, however few they are
export const sources: readonly Source[] = [
  cardB,
  contract,
  payC,
  vanA,
]
