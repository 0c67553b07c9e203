import assert from 'node:assert/strict'
import { test } from 'node:test'
import { costOf, formatCost, formatDollars, hourOf, noUsage } from '../../../functions/run/cost.ts'
import { prices } from '../../../functions/run/prices.ts'
import { estimateOnEmr, estimateOnLambda } from '../../../functions/run/routing.ts'

const nothing = { ...noUsage, coreNodes: 2 }
const near = (actual: number, wanted: number) =>
  assert.ok(Math.abs(actual - wanted) < wanted * 1e-9, `${actual} is not ${wanted}`)

test('each component costs its quantity times its price', () => {
  const cost = costOf(
    {
      gbSeconds: 1000,
      diskGbSeconds: 1e6,
      invocations: 1e6,
      transitions: 1000,
      puts: 1000,
      gets: 1e6,
      clusterSeconds: 1800,
      coreNodes: 2,
    },
    'x86_64',
  )
  near(cost.lambda, 0.0166667 + 0.0309 + 0.2)
  near(cost.stepFunctions, 0.0271)
  near(cost.s3, 0.0045 + 0.35)
  near(cost.emr, (3 * (0.236 + 0.048 + (94 * 0.0912) / 730)) / 2)
  near(cost.total, cost.lambda + cost.stepFunctions + cost.s3 + cost.emr)
})

test('a second on arm64 costs a fifth less', () => {
  const lambda = (architecture: 'arm64' | 'x86_64') =>
    costOf({ ...nothing, gbSeconds: 1000 }, architecture).lambda
  near(lambda('arm64'), 0.0133334)
  assert.ok(Math.abs(lambda('arm64') / lambda('x86_64') - 0.8) < 0.001)
})

test('a node has disks by its size, and a root volume', () => {
  near(hourOf(['m5.2xlarge']), 0.472 + 0.096 + (158 * 0.0912) / 730)
})

test('each price says where and when it was read', () => {
  for (const [name, { source, asOf }] of Object.entries(prices)) {
    assert.match(source, /^https:\/\/aws\.amazon\.com\/.*pricing\//, name)
    assert.match(asOf, /^20[0-9]{2}-(0[1-9]|1[0-2])$/, name)
  }
})

test('nothing used costs nothing', () => {
  assert.equal(costOf(nothing).total, 0)
})

test('an unknown instance type counts like the usual one', () => {
  assert.equal(hourOf(['z9.huge']), hourOf(['m5.xlarge']))
})

test('a cost in words leaves out what is nothing', () => {
  assert.equal(
    formatCost(costOf({ ...nothing, gbSeconds: 60, transitions: 40 })),
    '$0.0021 (lambda $0.0010, step functions $0.0011)',
  )
})

test('a small stage is cheaper and sooner on a function; only time grows slower on a cluster', () => {
  const small = { lambda: estimateOnLambda(100_000), emr: estimateOnEmr(100_000) }
  assert.ok(small.lambda.dollars < small.emr.dollars && small.lambda.seconds < small.emr.seconds)
  assert.ok(estimateOnEmr(1e9).seconds < estimateOnLambda(1e9).seconds)
})

test('a cluster for many rows has more nodes, so they take less than rows for rows and cost more an hour', () => {
  const [few, many] = [estimateOnEmr(60_000_000), estimateOnEmr(300_000_000)]
  assert.deepEqual([few.coreNodes, many.coreNodes], [2, 10])
  assert.equal(many.seconds, few.seconds)
  assert.ok(many.dollars > few.dollars * 3)
})

test('small costs keep the digits that matter', () => {
  assert.deepEqual([0.00002, 0.0021, 0.5, 2.5].map(formatDollars), [
    '$0.00002',
    '$0.0021',
    '$0.5000',
    '$2.50',
  ])
})
