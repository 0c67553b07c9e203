// The tables for Athena, generated from the contract: a Glue database with partition projection, and a workgroup.
import { hiveName, tables } from '../hive/contract.ts'
import { tableProperties } from '../hive/ddl.ts'

const glueColumn = ({ name, type, comment }) => ({ Name: name, Type: type.toLowerCase(), Comment: comment })
const parquet = 'org.apache.hadoop.hive.ql.io.parquet'

const glueTable = (table) => ({
  Type: 'AWS::Glue::Table',
  Properties: {
    CatalogId: { Ref: 'AWS::AccountId' },
    DatabaseName: { Ref: 'AnalyticsDatabase' },
    TableInput: {
      Name: hiveName(table),
      Description: table.comment,
      TableType: 'EXTERNAL_TABLE',
      Parameters: { classification: 'parquet', ...tableProperties(table) },
      PartitionKeys: table.partitions.map(glueColumn),
      StorageDescriptor: {
        Columns: table.columns.map(glueColumn),
        Location: { 'Fn::Join': ['', ['s3://', `\${param:outputBucket}`, `/${table.name}/`]] },
        InputFormat: `${parquet}.MapredParquetInputFormat`,
        OutputFormat: `${parquet}.MapredParquetOutputFormat`,
        SerdeInfo: { SerializationLibrary: `${parquet}.serde.ParquetHiveSerDe` },
      },
    },
  },
})

/** `quarterly/region` → `QuarterlyRegionTable` */
const logicalId = (table) =>
  `${table.name.replace(/(?:^|[_/])([a-z])/g, (_, letter) => letter.toUpperCase()).replace(/[^A-Za-z0-9]/g, '')}Table`

const database = {
  Type: 'AWS::Glue::Database',
  Properties: {
    CatalogId: { Ref: 'AWS::AccountId' },
    // Hive names have no hyphens.
    DatabaseInput: { Name: `card_pipeline_\${sls:stage}`, Description: 'Tables of card-pipeline' },
  },
}

/** Queries of people; their results are encrypted with the buckets' key where there is one. */
const workgroup = (kmsKey) => ({
  Type: 'AWS::Athena::WorkGroup',
  Properties: {
    Name: `card-pipeline-\${sls:stage}`,
    Description: 'Queries on the tables of card-pipeline, each limited in what it may scan',
    RecursiveDeleteOption: true,
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      PublishCloudWatchMetricsEnabled: true,
      BytesScannedCutoffPerQuery: `\${param:scanLimit}`,
      EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
      ResultConfiguration: {
        OutputLocation: { 'Fn::Join': ['', ['s3://', `\${param:outputBucket}`, '/_athena/']] },
        EncryptionConfiguration: kmsKey
          ? { EncryptionOption: 'SSE_KMS', KmsKey: kmsKey }
          : { EncryptionOption: 'SSE_S3' },
      },
    },
  },
})

export const resources = async ({ resolveVariable }) => ({
  Resources: {
    AnalyticsDatabase: database,
    ...Object.fromEntries(tables.map((table) => [logicalId(table), glueTable(table)])),
    AnalyticsWorkgroup: workgroup(await resolveVariable('param:kmsKey')),
  },
})
