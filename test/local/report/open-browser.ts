import chromium from '@sparticuz/chromium'
import { type Browser, launch } from 'puppeteer-core'

/** Starts headless Chromium without root: the one at CHROME_PATH, else the one that comes with the project (Linux x64). */
export async function openBrowser(): Promise<Browser> {
  const given = process.env.CHROME_PATH
  if (!given && (process.platform !== 'linux' || process.arch !== 'x64')) {
    throw new Error('set CHROME_PATH to a Chrome or Chromium: the one of the project runs on Linux x64 only')
  }
  return launch({
    args: given ? ['--no-sandbox'] : chromium.args,
    executablePath: given ?? (await chromium.executablePath()),
    headless: given ? true : 'shell',
  })
}
