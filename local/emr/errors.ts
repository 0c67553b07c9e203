/** An error as EMR answers it: HTTP status and `__type`. */
export class EmrError extends Error {
  override readonly name: string
  readonly status: number

  constructor(type: string, message: string, status = 400) {
    super(message)
    this.name = type
    this.status = status
  }
}

export const invalidRequest = (message: string) => new EmrError('InvalidRequestException', message)
export const invalid = (message: string) => new EmrError('ValidationException', message)
export const throttled = () => new EmrError('ThrottlingException', 'Rate exceeded')
export const unavailable = () => new EmrError('InternalServerException', 'Internal server error', 500)
