import { openDatabase } from '../../src/db/open.ts'

/** A process of its own that opens the database of DATA_DIR as the service does, and waits to be ended. */
const [dataDir = '', shelter = ''] = process.argv.slice(2)
const { url, dataFolder } = await openDatabase(
  { DATA_DIR: dataDir, DATABASE_URL: undefined },
  { purpose: 'service', shelter },
)
process.stdout.write(`${JSON.stringify({ url, dataFolder })}\n`)
