import type { S3Event } from 'aws-lambda'
import { handle } from './handle.ts'
import { receiveEvent } from './reception/receive-event.ts'

/** Called by S3 for every object that lands in the input bucket. */
export const handler = handle((event: Partial<S3Event>, store) => receiveEvent(store, event))
