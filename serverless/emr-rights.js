// Words for what a role may do with EMR; the clusters of this project carry the tag project=card-pipeline.

const ours = { StringEquals: { 'elasticmapreduce:ResourceTag/project': 'card-pipeline' } }
const tagged = { 'ForAnyValue:StringEquals': { 'elasticmapreduce:RequestTag/project': 'card-pipeline' } }
const clusters = [{ 'Fn::Sub': `arn:aws:elasticmapreduce:\${AWS::Region}:\${AWS::AccountId}:cluster/*` }]
const named = (names) => names.map((name) => `elasticmapreduce:${name}`)

export const onClusters = (...names) => ({
  Effect: 'Allow',
  Action: named(names),
  Resource: clusters,
  Condition: ours,
})

// Listing knows no narrower resource.
const listClusters = { Effect: 'Allow', Action: named(['ListClusters']), Resource: '*' }

/** Finds, starts and uses clusters; a new one must carry the tag, and only the project's two roles are handed on. */
export const startClusters = () => [
  listClusters,
  { Effect: 'Allow', Action: named(['RunJobFlow']), Resource: '*', Condition: tagged },
  { Effect: 'Allow', Action: named(['AddTags']), Resource: clusters, Condition: tagged },
  onClusters('PutAutoTerminationPolicy', 'AddJobFlowSteps', 'ListSteps'),
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
