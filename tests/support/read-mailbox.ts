import { readMailbox } from '../../src/mail/return-mailbox.ts'

/** Reads the mailbox at the address in a process of its own, which may trust an authority of its own. */
const [url = ''] = process.argv.slice(2)
process.stdout.write(JSON.stringify(await readMailbox(url, async () => true)))
