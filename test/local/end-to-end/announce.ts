import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Upload } from '../../../functions/upload/upload.ts'
import { stack } from '../../../local/pipeline/stack.ts'

/** Tells on-upload of an object as S3 does when it arrives. Throws when the function fails. */
export async function announceUpload({ bucket, key, versionId, etag, bytes }: Upload): Promise<void> {
  const object = {
    key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'),
    size: bytes,
    eTag: etag.replaceAll('"', ''),
    versionId,
  }
  const event = {
    Records: [
      { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: { name: bucket }, object } },
    ],
  }
  const request = { FunctionName: `${stack.name}-onUpload`, Payload: JSON.stringify(event) }
  const answer = await new LambdaClient({}).send(new InvokeCommand(request))
  if (answer.FunctionError)
    throw new Error(`on-upload failed: ${answer.Payload?.transformToString() ?? answer.FunctionError}`)
}
