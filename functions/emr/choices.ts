import type { ClusterChoices } from '../../jobs/cluster.ts'
import { readNumber, readVariable } from '../runtime/environment.ts'
import { type ObjectStore, s3Path } from '../storage/store.ts'

/** What the deployment chose for clusters, whose logs go to the store. Throws ConfigurationError when a variable is missing. */
export function deployedChoices(store: ObjectStore): ClusterChoices {
  return {
    stage: readVariable('STAGE'),
    release: readVariable('EMR_RELEASE'),
    primaryType: readVariable('EMR_PRIMARY_TYPE'),
    coreTypes: readVariable('EMR_CORE_TYPES').split(','),
    coreNodes: readNumber('EMR_CORE_NODES'),
    maxCoreNodes: readNumber('EMR_MAX_CORE_NODES'),
    region: readVariable('AWS_REGION'),
    subnet: process.env.EMR_SUBNET ?? '',
    securityConfiguration: process.env.EMR_SECURITY_CONFIGURATION ?? '',
    serviceRole: readVariable('EMR_SERVICE_ROLE'),
    instanceProfile: readVariable('EMR_INSTANCE_PROFILE'),
    logUri: s3Path(store, '_emr-logs/'),
    idleSeconds: readNumber('EMR_IDLE_SECONDS'),
  }
}

/** Seconds after which a step that has not started, or that still runs, is given up. */
export interface StepLimits {
  startSeconds: number
  runSeconds: number
}

export const deployedLimits = (): StepLimits => ({
  startSeconds: readNumber('EMR_START_SECONDS'),
  runSeconds: readNumber('EMR_STEP_SECONDS'),
})
