import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  isAlive,
  lastLines,
  type Program,
  run,
  runningProcess,
  startDetached,
  stopProcess,
} from '../../../local/process/program.ts'

const folder = mkdtempSync(join(tmpdir(), 'process-'))
after(() => rmSync(folder, { recursive: true }))
const logFile = join(folder, 'log')
const pidFile = join(folder, 'pid')
const shell = (script: string): Program => ({
  command: 'sh',
  args: ['-c', script],
  env: process.env,
  cwd: folder,
  logFile,
})
/** A shell whose child would outlive it, unless the whole group goes. */
const family = shell(`sleep 60 & echo $! > ${join(folder, 'child')}; wait`)
const child = () => Number(readFileSync(join(folder, 'child'), 'utf8'))

test('run gives the exit code and keeps the output', async () => {
  assert.deepEqual(await run(shell('echo one; echo two >&2; exit 3'), 10), { code: 3, timedOut: false })
  assert.equal(lastLines(logFile, 1), 'two')
})

test('run kills the whole group when time is up', async () => {
  assert.deepEqual(await run(family, 0.5), { code: null, timedOut: true })
  await sleep(50)
  assert.equal(isAlive(child()), false)
})

test('run kills the whole group when interrupted', async () => {
  const interrupt = new AbortController()
  setTimeout(() => interrupt.abort(), 300)
  await assert.rejects(run(family, 10, interrupt.signal), { name: 'AbortError' })
  await sleep(50)
  assert.equal(isAlive(child()), false)
})

test('a detached program is found by its mark only, and ends when asked', async () => {
  const pid = startDetached(shell('sleep 61; true'), pidFile)
  await sleep(100)
  assert.equal(runningProcess(pidFile, 'sleep 61'), pid)
  assert.equal(runningProcess(pidFile, 'ministack'), null)
  await stopProcess(pid, 5)
  assert.equal(runningProcess(pidFile, 'sleep 61'), null)
})

test('a program that ignores the question is killed', async () => {
  const pid = startDetached(shell("trap '' TERM; sleep 62; sleep 62"), pidFile)
  await sleep(100)
  assert.equal(await stopProcess(pid, 0.3), false)
  await sleep(50)
  assert.equal(isAlive(pid), false)
})
