import { emr } from '../emr/service.ts'
import { metrics } from '../metrics/service.ts'
import { ministack } from './ministack.ts'
import type { Service } from './service.ts'

/** What `npm run up` starts, in this order, and `npm run down` stops, in the opposite one. */
export const services: readonly Service[] = [ministack, emr, metrics]
