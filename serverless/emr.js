// The roles of EMR clusters and their security configuration.
import { createLinkedRole } from './emr-rights.js'
import { isLocal } from './optional.js'
import { allow, output, role, useKeys } from './rights.js'

const diskKey = { 'Fn::GetAtt': ['ClusterKey', 'Arn'] }

const passInstanceRole = {
  Effect: 'Allow',
  Action: ['iam:PassRole'],
  Resource: [{ 'Fn::GetAtt': ['EmrInstanceRole', 'Arn'] }],
  Condition: { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } },
}

/** What EMR itself may do: AWS's policy, which reaches only resources tagged for it, and hand on the instances' role. */
const serviceRole = () => {
  const encryptDisks = allow(
    [
      'kms:Decrypt',
      'kms:Encrypt',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:DescribeKey',
      'kms:CreateGrant',
    ],
    [diskKey],
  )
  const made = role('elasticmapreduce.amazonaws.com', [
    passInstanceRole,
    encryptDisks,
    createLinkedRole('spot.amazonaws.com', 'AWSServiceRoleForEC2Spot'),
  ])
  made.Properties.ManagedPolicyArns = ['arn:aws:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2']
  return made
}

/** What the machines of a cluster may do: read what was staged, write attempts, benchmarks and logs, nothing else. */
const instanceRole = (kmsKey) => {
  const rights = [
    allow(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'], [diskKey]),
    output.list(),
    output.listInterrupted(),
    output.read('_staging/', '_attempts/', 'optimized/'),
    output.write('_attempts/', '_emr-logs/', 'optimized/'),
    output.commit('_attempts/', 'optimized/'),
    output.remove('_attempts/', 'optimized/'),
  ]
  return role('ec2.amazonaws.com', [...rights, ...useKeys(rights, kmsKey)])
}

/** Disks and what is written to S3 are encrypted; credentials of the instances only through IMDSv2, one hop. */
const securityConfiguration = (kmsKey) => ({
  Type: 'AWS::EMR::SecurityConfiguration',
  // Without a name, because a changed one is made before the old one goes.
  Properties: {
    SecurityConfiguration: {
      EncryptionConfiguration: {
        EnableAtRestEncryption: true,
        AtRestEncryptionConfiguration: {
          S3EncryptionConfiguration: kmsKey
            ? { EncryptionMode: 'SSE-KMS', AwsKmsKey: kmsKey }
            : { EncryptionMode: 'SSE-S3' },
          LocalDiskEncryptionConfiguration: {
            EncryptionKeyProviderType: 'AwsKms',
            AwsKmsKey: diskKey,
            EnableEbsEncryption: true,
          },
        },
        // It needs a certificate that only the owner of the account can make; the nodes share one private subnet.
        EnableInTransitEncryption: false,
      },
      InstanceMetadataServiceConfiguration: {
        MinimumInstanceMetadataServiceVersion: 2,
        HttpPutResponseHopLimit: 1,
      },
    },
  },
})

/** Encrypts the disks of clusters; who may use it is said by the roles. */
const clusterKey = {
  Type: 'AWS::KMS::Key',
  Properties: {
    Description: `Cluster disks of card-pipeline-\${sls:stage}`,
    EnableKeyRotation: true,
    PendingWindowInDays: 7,
    KeyPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'RightsComeFromRoles',
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::Sub': `arn:aws:iam::\${AWS::AccountId}:root` } },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    },
  },
}

export const clusters = async ({ resolveVariable }) => {
  const kmsKey = await resolveVariable('param:kmsKey')
  const local = await isLocal({ resolveVariable })
  return {
    Resources: {
      EmrServiceRole: serviceRole(),
      EmrInstanceRole: instanceRole(kmsKey),
      EmrInstanceProfile: {
        Type: 'AWS::IAM::InstanceProfile',
        Properties: { Roles: [{ Ref: 'EmrInstanceRole' }] },
      },
      ClusterKey: clusterKey,
      // local clouds know no AWS::EMR types, and the local EMR has no machines
      ...(!local && { EmrSecurityConfiguration: securityConfiguration(kmsKey) }),
    },
  }
}
