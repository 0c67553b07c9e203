import { maskDigits } from './masking.ts'

/** What Step Functions says of a caught fault. */
export interface CaughtError {
  Error: string
  Cause: string
}

const longestReason = 500

/** The fault in one line, as people should see it: shortened, and card numbers masked. */
export function readReason({ Error: name, Cause }: CaughtError): string {
  const text = messageOf(Cause) || name
  return maskDigits(text).replace(/\s+/g, ' ').slice(0, longestReason)
}

// what a local cloud calls every fault of a function
const anyFault = 'Runtime.HandlerError'

// a function's fault arrives as JSON text, anything else as plain text
function messageOf(cause: string | undefined): string {
  try {
    const { errorType, errorMessage } = JSON.parse(cause ?? '') as Record<string, string>
    return [errorType, errorMessage].filter((part) => part && part !== anyFault).join(': ')
  } catch {
    return cause ?? ''
  }
}
