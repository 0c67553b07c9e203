import { rootVolumeGb } from '../../jobs/cluster.ts'
import { prices } from './prices.ts'

/** What a run used of what AWS charges for. */
export interface RunUsage {
  /** Memory × time of its functions, their starts included, GB-seconds, and how often they were called. */
  gbSeconds: number
  /** The same of what they have in /tmp above the free 512 MB. */
  diskGbSeconds: number
  invocations: number
  /** State transitions, repeated attempts included. */
  transitions: number
  /** S3 requests at the high price (PUT, COPY, POST, LIST) and at the low one (GET, HEAD). */
  puts: number
  gets: number
  /** From the first step to the end of its cluster, seconds; 0 without one. */
  clusterSeconds: number
  /** Core nodes that it had at the start. */
  coreNodes: number
}

export const noUsage: RunUsage = {
  gbSeconds: 0,
  diskGbSeconds: 0,
  invocations: 0,
  transitions: 0,
  puts: 0,
  gets: 0,
  clusterSeconds: 0,
  coreNodes: 0,
}

/** Instance types of a cluster, one entry per node. */
type ClusterNodes = readonly string[]

/** US dollars by component. */
export interface RunCost {
  lambda: number
  stepFunctions: number
  s3: number
  emr: number
  total: number
}

/** Of functions, as Lambda names it. */
type Architecture = keyof typeof prices.lambda.gbSecond

/** What a run cost by the price table; an instance type that it does not list counts like m5.xlarge. */
export function costOf(usage: RunUsage, architecture = deployedArchitecture()): RunCost {
  const lambda =
    usage.gbSeconds * prices.lambda.gbSecond[architecture] +
    usage.diskGbSeconds * prices.lambda.diskGbSecond +
    usage.invocations * prices.lambda.request
  const stepFunctions = usage.transitions * prices.stepFunctions.transition
  const s3 = usage.puts * prices.s3.put + usage.gets * prices.s3.get
  const emr = (usage.clusterSeconds / 3600) * hourOf(deployedNodes(usage.coreNodes))
  return { lambda, stepFunctions, s3, emr, total: lambda + stepFunctions + s3 + emr }
}

/** Dollars for an hour of a cluster: instances, EMR's share and disks. */
export const hourOf = (nodes: ClusterNodes): number =>
  nodes.map(hourOfNode).reduce((sum, hour) => sum + hour, 0)

const hoursOfMonth = 730

function hourOfNode(type: string): number {
  const known = (type in prices.ec2.hour ? type : 'm5.xlarge') as keyof typeof prices.ec2.hour
  const disks = (diskGbOf(known) * prices.ebs.gbMonth) / hoursOfMonth
  return prices.ec2.hour[known] + prices.emr.hour[known] + disks
}

/** GB of a node's root volume and of what EMR adds to an instance without disks: 64 GB for each `xlarge`. */
function diskGbOf(type: string): number {
  const [, times] = /\.([0-9]*)xlarge$/.exec(type)!
  return rootVolumeGb + 64 * Number(times || 1)
}

/** A cluster's nodes as deployed: one primary and so many of the first of EMR_CORE_TYPES. */
function deployedNodes(coreNodes: number): ClusterNodes {
  const core = process.env.EMR_CORE_TYPES?.split(',')[0] ?? 'm5.xlarge'
  return [process.env.EMR_PRIMARY_TYPE ?? 'm5.xlarge', ...Array<string>(coreNodes).fill(core)]
}

const deployedArchitecture = (): Architecture => (process.env.ARCHITECTURE === 'arm64' ? 'arm64' : 'x86_64')

/** `$0.0021 (lambda $0.0008, step functions $0.0010, s3 $0.0003)`: what is nothing is left out. */
export function formatCost({ total, lambda, stepFunctions, s3, emr }: RunCost): string {
  const parts = Object.entries({ lambda, 'step functions': stepFunctions, s3, emr })
    .filter(([, dollars]) => dollars > 0)
    .map(([name, dollars]) => `${name} ${formatDollars(dollars)}`)
  return `${formatDollars(total)} (${parts.join(', ')})`
}

/** `$0.00002`, `$0.0021`, `$1.20` */
export const formatDollars = (dollars: number) =>
  `$${dollars.toFixed(dollars >= 1 ? 2 : dollars >= 0.0001 ? 4 : 5)}`
