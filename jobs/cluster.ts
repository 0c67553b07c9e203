import type { InstanceTypeConfig, RunJobFlowCommandInput } from '@aws-sdk/client-emr'
import { sessionSettings } from './spark/session.ts'

/**
 * The transient EMR cluster of a run: every setting of it in one place. What a deployment may choose is in
 * ClusterChoices; everything else is decided here.
 */
export interface ClusterChoices {
  /** sls stage: `local`, `prod`. */
  stage: string
  /** EMR release, such as emr-7.14.0 (Spark 3.5). */
  release: string
  /** Instance type of the primary node, on-demand. */
  primaryType: string
  /** Instance types of the core nodes, on spot, the most wanted first. */
  coreTypes: string[]
  /** Core nodes that a cluster has at least and at most; the rows it is for say with how many it starts. */
  coreNodes: number
  maxCoreNodes: number
  /** Region of the buckets. */
  region: string
  /** Private subnet; empty leaves the choice to EMR. */
  subnet: string
  /** Name of the security configuration; empty for none. */
  securityConfiguration: string
  serviceRole: string
  instanceProfile: string
  /** `s3://bucket/prefix/` of the logs. */
  logUri: string
  /** Seconds without a step after which the cluster ends by itself: the net below every other net. */
  idleSeconds: number
}

/** Rows that one core node works on: at a million rows a second half a minute a scan, and a shuffle that its memory holds. */
const rowsPerNode = 30_000_000

/** Core nodes for so many rows, between the least and the most that the deployment chose. */
export const coreNodesFor = (
  rows: number,
  { coreNodes, maxCoreNodes }: Pick<ClusterChoices, 'coreNodes' | 'maxCoreNodes'>,
): number => Math.max(coreNodes, Math.min(Math.ceil(rows / rowsPerNode), maxCoreNodes))

/** GB of a node's root volume. */
export const rootVolumeGb = 30

/** Minutes to wait for spot instances before on-demand ones are taken instead. */
const spotMinutes = 10

/** Spark on a cluster that grows with the work, an executor a node; the same SQL rules as on DuckDB (ANSI). */
const sparkDefaults = ({ maxCoreNodes, region }: ClusterChoices) => ({
  'spark.dynamicAllocation.enabled': 'true',
  'spark.dynamicAllocation.minExecutors': '1',
  'spark.dynamicAllocation.maxExecutors': String(maxCoreNodes),
  'spark.sql.adaptive.enabled': 'true',
  'spark.sql.adaptive.coalescePartitions.enabled': 'true',
  'spark.sql.adaptive.skewJoin.enabled': 'true',
  ...sessionSettings,
  // since EMR 7.10 s3:// is S3A, which asks where a bucket lies unless it is told
  'spark.hadoop.fs.s3a.endpoint.region': region,
})

/** Name of a run's cluster; the run finds its own by it. */
export const clusterName = (stage: string, execution: string) => `card-pipeline-${stage} ${execution}`

/** Name every cluster of an sls stage begins with; the sweep finds what was left behind by it. */
export const clusterPrefix = (stage: string) => `card-pipeline-${stage} `

const coreType = (InstanceType: string): InstanceTypeConfig => ({
  InstanceType,
  WeightedCapacity: 1,
  BidPriceAsPercentageOfOnDemandPrice: 100,
})

/** What RunJobFlow is asked for a run whose heavy work has so many rows; managed scaling corrects the guess. */
export function describeCluster(
  choices: ClusterChoices,
  execution: string,
  rows: number,
): RunJobFlowCommandInput {
  return {
    Name: clusterName(choices.stage, execution),
    ReleaseLabel: choices.release,
    Applications: [{ Name: 'Spark' }, { Name: 'Hadoop' }],
    LogUri: choices.logUri,
    ServiceRole: choices.serviceRole,
    JobFlowRole: choices.instanceProfile,
    VisibleToAllUsers: true,
    EbsRootVolumeSize: rootVolumeGb,
    Instances: {
      KeepJobFlowAliveWhenNoSteps: true,
      TerminationProtected: false,
      ...(choices.subnet && { Ec2SubnetIds: [choices.subnet] }),
      InstanceFleets: [
        {
          Name: 'primary',
          InstanceFleetType: 'MASTER',
          TargetOnDemandCapacity: 1,
          InstanceTypeConfigs: [{ InstanceType: choices.primaryType }],
        },
        {
          Name: 'core',
          InstanceFleetType: 'CORE',
          TargetSpotCapacity: coreNodesFor(rows, choices),
          InstanceTypeConfigs: choices.coreTypes.map(coreType),
          LaunchSpecifications: {
            SpotSpecification: {
              AllocationStrategy: 'price-capacity-optimized',
              TimeoutDurationMinutes: spotMinutes,
              TimeoutAction: 'SWITCH_TO_ON_DEMAND',
            },
          },
        },
      ],
    },
    ...(choices.securityConfiguration && { SecurityConfiguration: choices.securityConfiguration }),
    Configurations: [{ Classification: 'spark-defaults', Properties: sparkDefaults(choices) }],
    ManagedScalingPolicy: {
      ComputeLimits: {
        UnitType: 'InstanceFleetUnits',
        MinimumCapacityUnits: choices.coreNodes,
        MaximumCapacityUnits: Math.max(choices.coreNodes, choices.maxCoreNodes),
        // what is added is spot, as what is there from the start
        MaximumOnDemandCapacityUnits: 0,
      },
    },
    AutoTerminationPolicy: { IdleTimeout: choices.idleSeconds },
    Tags: [
      { Key: 'project', Value: 'card-pipeline' },
      { Key: 'stage', Value: choices.stage },
      { Key: 'execution', Value: execution },
      // without it the managed policy of the EMR service role may touch nothing
      { Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' },
    ],
  }
}
