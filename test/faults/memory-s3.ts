import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'

interface Version {
  versionId: string
  body: Buffer
  etag: string
  lastModified: Date
  metadata: Record<string, string>
}

/** A command's input, as loosely as a fake needs it. */
// biome-ignore lint/suspicious/noExplicitAny: the inputs of a dozen commands
type Input = any

export class S3Fault extends Error {
  readonly $metadata: { httpStatusCode: number }

  constructor(name: string, httpStatusCode: number) {
    super(name)
    this.name = name
    this.$metadata = { httpStatusCode }
  }
}

/** S3 in memory, spoken to in the SDK's commands: versions, pinned and ranged reads, exact conditional writes. */
export class MemoryS3 {
  /** `<bucket>/<key>` → versions, newest first. */
  objects = new Map<string, Version[]>()

  clone(): MemoryS3 {
    const copy = new MemoryS3()
    copy.objects = new Map([...this.objects].map(([name, versions]) => [name, [...versions]]))
    return copy
  }

  keys(bucket: string, prefix = ''): string[] {
    const start = `${bucket}/${prefix}`
    return [...this.objects.keys()]
      .filter((name) => name.startsWith(start))
      .map((name) => name.slice(bucket.length + 1))
      .sort()
  }

  body = (bucket: string, key: string): Buffer | undefined => this.objects.get(`${bucket}/${key}`)?.[0]?.body

  async send(command: string, input: Input): Promise<unknown> {
    const run = this.commands[command]
    if (!run) throw new Error(`the S3 in memory knows no ${command}`)
    return run(input)
  }

  put(bucket: string, key: string, body: Buffer, metadata: Record<string, string> = {}): Version {
    const name = `${bucket}/${key}`
    const etag = `"${createHash('md5').update(body).digest('hex')}"`
    const kept = bucket.includes('-input') ? (this.objects.get(name) ?? []) : []
    // names of versions depend on nothing but the key's own history: equal stories give equal tables
    const versionId = `v${kept.length + 1}`
    const version = { versionId, body, etag, lastModified: new Date(), metadata }
    this.objects.set(name, [version, ...kept])
    return version
  }

  private readonly commands: Record<string, (input: Input) => Promise<unknown>> = {
    GetObjectCommand: async (input) => {
      const version = this.find(input)
      if (input.IfMatch && input.IfMatch !== version.etag) throw new S3Fault('PreconditionFailed', 412)
      const range = /^bytes=(\d+)-(\d+)$/.exec(input.Range ?? '')
      const bytes = range ? version.body.subarray(Number(range[1]), Number(range[2]) + 1) : version.body
      const ContentRange = range ? `${input.Range}/${version.body.length}` : undefined
      return { ...answerOf(version), Body: bodyOf(bytes), ContentLength: bytes.length, ContentRange }
    },
    HeadObjectCommand: async (input) => answerOf(this.find(input, 'NotFound')),
    PutObjectCommand: async ({ Bucket, Key, Body, Metadata, IfMatch, IfNoneMatch }) => {
      const bytes = Body instanceof Readable ? await buffer(Body) : Buffer.from(Body ?? '')
      this.requireCondition(Bucket, Key, { IfMatch, IfNoneMatch })
      const { etag, versionId } = this.put(Bucket, Key, bytes, Metadata)
      return { ETag: etag, VersionId: versionId }
    },
    CopyObjectCommand: async ({
      Bucket,
      Key,
      CopySource,
      Metadata,
      MetadataDirective,
      IfMatch,
      IfNoneMatch,
    }) => {
      const [, from, key] = /^([^/]+)\/(.*)$/.exec(CopySource)!
      const { body, metadata } = this.find({ Bucket: from, Key: decodeURIComponent(key!) })
      this.requireCondition(Bucket, Key, { IfMatch, IfNoneMatch })
      const told = MetadataDirective === 'REPLACE' ? Metadata : metadata
      return { CopyObjectResult: { ETag: this.put(Bucket, Key, body, told).etag } }
    },
    ListObjectsV2Command: async ({ Bucket, Prefix }) => ({
      Contents: this.keys(Bucket, Prefix).map((Key) => {
        const { body, lastModified } = this.objects.get(`${Bucket}/${Key}`)![0]!
        return { Key, Size: body.length, LastModified: lastModified }
      }),
    }),
    ListObjectVersionsCommand: async ({ Bucket, Prefix }) => ({
      Versions: this.keys(Bucket, Prefix).flatMap((Key) =>
        this.objects.get(`${Bucket}/${Key}`)!.map(({ versionId, body, etag, lastModified }, index) => ({
          Key,
          IsLatest: index === 0,
          VersionId: versionId,
          ETag: etag,
          Size: body.length,
          LastModified: lastModified,
        })),
      ),
    }),
    DeleteObjectsCommand: async ({ Bucket, Delete }) => {
      for (const { Key } of Delete.Objects) this.objects.delete(`${Bucket}/${Key}`)
      return {}
    },
  }

  private requireCondition(bucket: string, key: string, { IfMatch, IfNoneMatch }: Input): void {
    const standing = this.objects.get(`${bucket}/${key}`)?.[0]
    if (IfMatch && standing?.etag !== IfMatch) throw new S3Fault('PreconditionFailed', 412)
    if (IfNoneMatch && standing) throw new S3Fault('PreconditionFailed', 412)
  }

  private find({ Bucket, Key, VersionId }: Input, missing = 'NoSuchKey'): Version {
    const versions = this.objects.get(`${Bucket}/${Key}`) ?? []
    const found = VersionId ? versions.find(({ versionId }) => versionId === VersionId) : versions[0]
    if (!found) throw new S3Fault(missing, 404)
    return found
  }
}

const answerOf = ({ etag, versionId, body, lastModified, metadata }: Version) => ({
  ETag: etag,
  VersionId: versionId,
  ContentLength: body.length,
  LastModified: lastModified,
  Metadata: metadata,
})

const bodyOf = (bytes: Buffer) =>
  Object.assign(Readable.from([bytes]), {
    transformToString: async () => bytes.toString(),
    transformToByteArray: async () => new Uint8Array(bytes),
  })
