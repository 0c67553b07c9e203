import { randomBytes } from 'node:crypto'
import type { Lifecycle } from './lifecycle.ts'
import { type Cluster, type Entry, isOver, now, type Step, type Tag } from './state.ts'

// biome-ignore lint/suspicious/noExplicitAny: a request is checked field by field below
type EmrRequest = Record<string, any>

/** Answers one call; throws EmrError as EMR would. */
export function answer(lifecycle: Lifecycle, call: string, request: EmrRequest): object {
  const run = calls[call]
  if (!run) throw new EmrError('UnknownOperationException', `no such call: ${call}`)
  return run(lifecycle, request)
}

const calls: Record<string, (lifecycle: Lifecycle, request: EmrRequest) => object> = {
  RunJobFlow(lifecycle, request) {
    const entry = createEntry(request)
    lifecycle.start(entry)
    return { JobFlowId: entry.cluster.Id, ClusterArn: entry.cluster.ClusterArn }
  },
  AddJobFlowSteps(lifecycle, request) {
    const entry = find(lifecycle, request.JobFlowId)
    if (isOver(entry.cluster.Status.State) || entry.cluster.Status.State === 'TERMINATING') {
      throw invalid('A job flow that is shutting down, terminated, or finished may not be modified.')
    }
    const steps = ((request.Steps ?? []) as EmrRequest[]).map(createStep)
    lifecycle.addSteps(entry, steps)
    return { StepIds: steps.map((step) => step.Id) }
  },
  DescribeCluster: (lifecycle, request) => ({ Cluster: find(lifecycle, request.ClusterId).cluster }),
  DescribeStep(lifecycle, request) {
    const step = find(lifecycle, request.ClusterId).steps.find(({ Id }) => Id === request.StepId)
    if (!step) throw invalidRequest(`Step id '${request.StepId}' is not valid.`)
    return { Step: step }
  },
  ListClusters(lifecycle, request) {
    const states = request.ClusterStates as string[] | undefined
    const clusters = lifecycle.entries
      .map(({ cluster }) => cluster)
      .filter(({ Status }) => !states?.length || states.includes(Status.State))
      .filter(({ Status }) => Status.Timeline.CreationDateTime >= (request.CreatedAfter ?? 0))
      .map(({ Id, Name, Status, ClusterArn }) => ({ Id, Name, Status, ClusterArn }))
      .reverse()
    return page('Clusters', clusters, request.Marker)
  },
  ListSteps(lifecycle, request) {
    const states = request.StepStates as string[] | undefined
    const steps = find(lifecycle, request.ClusterId).steps
    const wanted = steps.filter(({ Status }) => !states?.length || states.includes(Status.State))
    return page('Steps', wanted.toReversed(), request.Marker)
  },
  TerminateJobFlows(lifecycle, request) {
    const entries = (request.JobFlowIds as string[]).map((id) => find(lifecycle, id))
    for (const entry of entries) {
      lifecycle.terminate(entry, 'TERMINATED', {
        Code: 'USER_REQUEST',
        Message: 'Terminated by user request',
      })
    }
    return {}
  },
  AddTags(lifecycle, request) {
    const { cluster } = find(lifecycle, request.ResourceId)
    const tags = request.Tags as Tag[]
    cluster.Tags = [...cluster.Tags.filter(({ Key }) => !tags.some((tag) => tag.Key === Key)), ...tags]
    lifecycle.save()
    return {}
  },
  PutAutoTerminationPolicy(lifecycle, request) {
    find(lifecycle, request.ClusterId).idleTimeout = request.AutoTerminationPolicy?.IdleTimeout ?? 3600
    lifecycle.save()
    return {}
  },
}

/** Fifty a page, as EMR answers; the marker is the position of the next. */
function page(name: string, items: object[], marker?: string): object {
  const start = Number(marker ?? 0)
  const Marker = items.length > start + 50 ? String(start + 50) : undefined
  return { [name]: items.slice(start, start + 50), Marker }
}

function find(lifecycle: Lifecycle, id: string): Entry {
  const entry = lifecycle.entries.find(({ cluster }) => cluster.Id === id)
  if (!entry) throw invalidRequest(`Cluster id '${id}' is not valid.`)
  return entry
}

const newId = (prefix: string) => `${prefix}${randomBytes(8).toString('hex').slice(0, 13).toUpperCase()}`

function createEntry(request: EmrRequest): Entry {
  if (!request.Name) throw invalid("1 validation error detected: Value null at 'name' must not be null")
  if (!request.Instances)
    throw invalid("1 validation error detected: Value null at 'instances' must not be null")
  if (!request.ReleaseLabel) throw invalid('The release label or the AMI version must be specified.')
  if (!request.JobFlowRole || !request.ServiceRole)
    throw invalid('ServiceRole and InstanceProfile are required.')
  const id = newId('j-')
  const cluster: Cluster = {
    Id: id,
    Name: request.Name,
    ClusterArn: `arn:aws:elasticmapreduce:ap-northeast-2:000000000000:cluster/${id}`,
    ReleaseLabel: request.ReleaseLabel,
    LogUri: request.LogUri,
    InstanceCollectionType: request.Instances.InstanceFleets ? 'INSTANCE_FLEET' : 'INSTANCE_GROUP',
    Applications: request.Applications ?? [],
    Tags: request.Tags ?? [],
    Configurations: request.Configurations ?? [],
    AutoTerminate: !request.Instances.KeepJobFlowAliveWhenNoSteps,
    TerminationProtected: false,
    Status: { State: 'STARTING', StateChangeReason: {}, Timeline: { CreationDateTime: now() } },
  }
  const steps = ((request.Steps ?? []) as EmrRequest[]).map(createStep)
  return { cluster, steps, request, idleTimeout: request.AutoTerminationPolicy?.IdleTimeout ?? null }
}

function createStep(request: EmrRequest): Step {
  const jar = request.HadoopJarStep
  if (!request.Name || !jar?.Jar)
    throw invalid("Value null at 'steps.1.member.hadoopJarStep.jar' must not be null")
  return {
    Id: newId('s-'),
    Name: request.Name,
    Config: { Jar: jar.Jar, Args: jar.Args ?? [], Properties: {} },
    ActionOnFailure: request.ActionOnFailure ?? 'TERMINATE_CLUSTER',
    Status: { State: 'PENDING', StateChangeReason: {}, Timeline: { CreationDateTime: now() } },
  }
}

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

const invalidRequest = (message: string) => new EmrError('InvalidRequestException', message)
const invalid = (message: string) => new EmrError('ValidationException', message)
export const throttled = () => new EmrError('ThrottlingException', 'Rate exceeded')
export const unavailable = () => new EmrError('InternalServerException', 'Internal server error', 500)
