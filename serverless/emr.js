// The roles of EMR clusters and their security configuration.
import { output, role, useKeys } from './rights.js'

const passInstanceRole = {
  Effect: 'Allow',
  Action: ['iam:PassRole'],
  Resource: [{ 'Fn::GetAtt': ['EmrInstanceRole', 'Arn'] }],
  Condition: { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } },
}

/** What EMR itself may do: AWS's policy, which reaches only resources tagged for it, and hand on the instances' role. */
const serviceRole = () => {
  const made = role('elasticmapreduce.amazonaws.com', [passInstanceRole])
  made.Properties.ManagedPolicyArns = ['arn:aws:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2']
  return made
}

/** What the machines of a cluster may do: read what was staged, write attempts and logs, nothing else. */
const instanceRole = (kmsKey) => {
  const rights = [
    output.list(),
    output.read('_staging/', '_attempts/'),
    output.write('_attempts/', '_emr-logs/'),
    output.remove('_attempts/'),
  ]
  return role('ec2.amazonaws.com', [...rights, ...useKeys(rights, kmsKey)])
}

/** Credentials of the instances only through IMDSv2, one hop. */
const securityConfiguration = {
  Type: 'AWS::EMR::SecurityConfiguration',
  Properties: {
    Name: `card-pipeline-\${sls:stage}`,
    SecurityConfiguration: {
      InstanceMetadataServiceConfiguration: {
        MinimumInstanceMetadataServiceVersion: 2,
        HttpPutResponseHopLimit: 1,
      },
    },
  },
}

export const clusters = async ({ resolveVariable }) => {
  const kmsKey = await resolveVariable('param:kmsKey')
  const local = (await resolveVariable('sls:stage')) === 'local'
  return {
    Resources: {
      EmrServiceRole: serviceRole(),
      EmrInstanceRole: instanceRole(kmsKey),
      EmrInstanceProfile: {
        Type: 'AWS::IAM::InstanceProfile',
        Properties: { Roles: [{ Ref: 'EmrInstanceRole' }] },
      },
      // local clouds know no AWS::EMR types, and the local EMR has no machines
      ...(!local && { EmrSecurityConfiguration: securityConfiguration }),
    },
  }
}
