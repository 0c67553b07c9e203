/** Base of every fault this project raises itself. Business outcomes (rejected, FAIL) are return values, never errors. */
export class PipelineError extends Error {
  override readonly name: string = 'PipelineError'
}

/** A setting that the deployment must provide is missing or unusable. */
export class ConfigurationError extends PipelineError {
  override readonly name = 'ConfigurationError'
}

/** An object was changed or deleted while it was being read; the run that notices must not publish. */
export class ObjectChangedError extends PipelineError {
  override readonly name = 'ObjectChangedError'
}

/** An object that an earlier step wrote is not there. */
export class MissingObjectError extends PipelineError {
  override readonly name = 'MissingObjectError'

  /** @param path `s3://` path of the object */
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} is missing`, options)
  }
}

/** Computed rows or amounts disagree with what the catalog says went in. */
export class ReconciliationError extends PipelineError {
  override readonly name = 'ReconciliationError'
}

/** A stage is more than the function that takes it over from Spark has room for. */
export class OversizedStageError extends PipelineError {
  override readonly name = 'OversizedStageError'
}

/** What a person asked for cannot be done; the message says why. */
export class RequestError extends PipelineError {
  override readonly name = 'RequestError'
}

/** Too many writers at once: a conditional write was lost more often than is reasonable. */
export class ContentionError extends PipelineError {
  override readonly name = 'ContentionError'
}

/** The catalog, or a page of it, is gone although tables are published. */
export class CatalogLostError extends PipelineError {
  override readonly name = 'CatalogLostError'

  constructor(message = 'the catalog is gone although tables are published; the next sweep makes it anew') {
    super(message)
  }
}

/** The catalog, or a request, is by another grain than the pipeline was deployed with. */
export class GrainChangedError extends PipelineError {
  override readonly name = 'GrainChangedError'
}
