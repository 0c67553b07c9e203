// Words for what a role may do with EMR; a cluster of this stack carries the tags project and stage.

const tags = { project: 'card-pipeline', stage: `\${sls:stage}` }
const conditions = (key) =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [`elasticmapreduce:${key}/${name}`, value]))
const ours = { StringEquals: conditions('ResourceTag') }
const tagged = { StringEquals: conditions('RequestTag') }
// A cluster that is being made has no tags yet; one of another project or stage is not to be made ours.
const taggedOnce = { ...tagged, StringEqualsIfExists: conditions('ResourceTag') }
const clusters = [{ 'Fn::Sub': `arn:aws:elasticmapreduce:\${AWS::Region}:\${AWS::AccountId}:cluster/*` }]
const named = (names) => names.map((name) => `elasticmapreduce:${name}`)
const allowOnClusters = (names, Condition) => ({
  Effect: 'Allow',
  Action: named(names),
  Resource: clusters,
  ...(Condition && { Condition }),
})

export const onClusters = (...names) => allowOnClusters(names, ours)

// Listing knows no narrower resource.
const listClusters = { Effect: 'Allow', Action: named(['ListClusters']), Resource: '*' }

/** Makes the role that an AWS service wants in every account; only the first cluster of an account does. */
export const createLinkedRole = (service, name) => ({
  Effect: 'Allow',
  Action: ['iam:CreateServiceLinkedRole'],
  Resource: [{ 'Fn::Sub': `arn:aws:iam::\${AWS::AccountId}:role/aws-service-role/${service}/${name}*` }],
  Condition: { StringEquals: { 'iam:AWSServiceName': service } },
})

/** Finds, starts and uses clusters; a new one must carry the tags, and only the project's two roles are handed on. */
export const startClusters = () => [
  listClusters,
  { Effect: 'Allow', Action: named(['RunJobFlow']), Resource: '*', Condition: tagged },
  allowOnClusters(['AddTags'], taggedOnce),
  // RunJobFlow sets both before the cluster has its tags.
  allowOnClusters(['PutAutoTerminationPolicy', 'PutManagedScalingPolicy']),
  onClusters('AddJobFlowSteps', 'ListSteps'),
  createLinkedRole('elasticmapreduce.amazonaws.com', 'AWSServiceRoleForEMRCleanup'),
  createLinkedRole('spot.amazonaws.com', 'AWSServiceRoleForEC2Spot'),
  {
    Effect: 'Allow',
    Action: ['iam:PassRole'],
    Resource: [{ 'Fn::GetAtt': ['EmrServiceRole', 'Arn'] }],
    Condition: { StringLike: { 'iam:PassedToService': 'elasticmapreduce.amazonaws.com*' } },
  },
  {
    Effect: 'Allow',
    Action: ['iam:PassRole'],
    Resource: [{ 'Fn::GetAtt': ['EmrInstanceRole', 'Arn'] }],
    Condition: { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } },
  },
]

export const endClusters = () => [listClusters, onClusters('TerminateJobFlows')]
