import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { locate } from '../../../local/process/local-cloud.ts'

const endpoint = 'http://localhost:4566'
const addresses = Object.values(networkInterfaces()).flatMap((each = []) =>
  each.filter(({ family }) => family === 'IPv4').map(({ address }) => address),
)

test('the local EMR listens on the loopback address unless another is asked for', () => {
  assert.equal(locate(endpoint).emrEndpoint, 'http://127.0.0.1:4567')
  assert.equal(locate(endpoint, '').emrEndpoint, 'http://127.0.0.1:4567')
})

for (const address of addresses)
  test(`it listens on ${address} when asked to`, () => {
    assert.equal(locate(endpoint, address).emrEndpoint, `http://${address}:4567`)
  })

for (const address of ['0.0.0.0', '203.0.113.254', 'host.docker.internal'])
  test(`${address} is no address of this machine`, () => {
    assert.throws(() => locate(endpoint, address), /EMR_HOST is not an IPv4 address of this machine/)
  })
