import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adviseStartingAnew, describeOwner, readOwner } from '../../../local/cloud/owner.ts'
import { locate } from '../../../local/process/local-cloud.ts'

const commands = [
  '/home/me/one/.local/venv/bin/python /home/me/one/local/cloud/saving_ministack.py /home/me/one/.local/cloud-4566',
  '/Frameworks/Python.app/Contents/MacOS/Python /home/my other/local/cloud/saving_ministack.py /var/kept/cloud-4600',
  'vim local/cloud/saving_ministack.py',
]
const cloud = locate('http://127.0.0.1:4566')

const cases: [string, number, string, ReturnType<typeof readOwner>][] = [
  ['this clone', 4566, '/home/me/one/', { ours: true, folder: '/home/me/one' }],
  ['another clone', 4566, '/home/me/two/', { ours: false, folder: '/home/me/one' }],
  [
    'a clone with blanks, which keeps its clouds elsewhere',
    4600,
    '/x',
    { ours: false, folder: '/home/my other' },
  ],
  ['something else', 4700, '/home/me/one/', null],
]
for (const [what, port, project, owner] of cases)
  test(`a cloud that ${what} started is known by its process`, () => {
    assert.deepEqual(readOwner(commands, port, project), owner)
  })

test('a cloud is named by who started it', () => {
  const folder = '/home/me/one'
  assert.equal(
    describeOwner(cloud, { ours: false, folder }),
    'the cloud at http://127.0.0.1:4566 was started by /home/me/one',
  )
  assert.match(describeOwner(cloud, null), /was not started by this project$/)
})

test('what to do after a failed deployment fits the cloud', () => {
  const folder = '/home/me/one'
  assert.match(adviseStartingAnew({ ours: true, folder }), /^npm run down -- --wipe && npm run up/)
  assert.match(adviseStartingAnew({ ours: false, folder }), /^cd \/home\/me\/one && npm run down -- --wipe/)
  assert.doesNotMatch(adviseStartingAnew(null), /down/)
})
