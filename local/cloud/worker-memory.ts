import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda'
import { peaksFile } from '../metrics/service.ts'
import { readPeaks, type WorkerPeaks } from '../metrics/worker-peaks.ts'
import { stack } from '../pipeline/stack.ts'
import { size } from '../terminal/wording.ts'

/** What AWS gives a function; bytes. */
interface Room {
  memory: number
  disk: number
}

const megabyte = 1024 * 1024

/** The largest worker so far and what AWS would not have given; no line when no worker was seen, as in containers. */
export async function describeMemory(): Promise<string[]> {
  const peaks = readPeaks(peaksFile(stack.folder))
  const [largest] = Object.entries(peaks).sort(([, a], [, b]) => b.memory - a.memory)
  if (!largest) return []
  const [name, { memory }] = largest
  return [`largest worker: ${size(memory)} (${name})`, ...warnOfRoom(peaks, await readRooms())]
}

/** A line for each function whose workers used more than AWS would give them. */
export async function describeExcess(): Promise<string[]> {
  const peaks = readPeaks(peaksFile(stack.folder))
  return Object.keys(peaks).length ? warnOfRoom(peaks, await readRooms()) : []
}

/** Pure. */
export function warnOfRoom(peaks: WorkerPeaks, rooms: ReadonlyMap<string, Room>): string[] {
  return Object.entries(peaks).flatMap(([name, peak]) => {
    const room = rooms.get(name)
    const over = ([what, used, given]: [string, number, number]) =>
      used > given ? [`${name} used ${size(used)} of ${what}; on AWS it has ${size(given)} and fails`] : []
    if (!room) return []
    return [...over(['memory', peak.memory, room.memory]), ...over(['temporary files', peak.disk, room.disk])]
  })
}

async function readRooms(): Promise<Map<string, Room>> {
  const rooms = new Map<string, Room>()
  for await (const { Functions = [] } of paginateListFunctions({ client: new LambdaClient({}) }, {}))
    for (const { FunctionName = '', MemorySize = 0, EphemeralStorage } of Functions)
      if (FunctionName.startsWith(`${stack.name}-`))
        rooms.set(FunctionName.slice(stack.name.length + 1), {
          memory: MemorySize * megabyte,
          disk: (EphemeralStorage?.Size ?? 512) * megabyte,
        })
  return rooms
}
