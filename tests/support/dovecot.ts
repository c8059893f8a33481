import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Where Debian puts it (package dovecot-imapd). */
const program = '/usr/sbin/dovecot'

/** Why no test with a real IMAP server can run here; null where they can. */
export const dovecotMissing = existsSync(program)
  ? null
  : 'Dovecot is not installed (apt-get install dovecot-imapd)'

export type Dovecot = {
  /** imap:// and imaps:// addresses of the mailbox of the user `retur`. */
  imap: string
  imaps: string
  /** The certificate of the authority that vouches for it. */
  ca: string
  /** The same by an address that is not taken for that of this machine: STARTTLS is asked for. */
  startTls: string
  /** Puts a message into the inbox, or into a folder, as its name is encoded (RFC 3501). */
  deliver(message: Buffer, folder?: string): Promise<void>
  /** How many messages lie in the inbox, and how many in a folder. */
  count(folder?: string): Promise<number>
  stop(): Promise<void>
}

/** The password has characters that mean something in an address. */
const password = 'hemligt/ö @%'

/** A Dovecot of its own on loopback, which is gone when it is stopped. */
export async function startDovecot(): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'dovecot-'))
  await chmod(folder, 0o755)
  const [plainPort, securePort] = [await freePort(), await freePort()]
  const ca = makeCertificates(folder)
  const mail = join(folder, 'mail')
  await mkdir(join(mail, 'new'), { recursive: true })
  for (const name of ['cur', 'tmp']) await mkdir(join(mail, name))
  await writeFile(join(folder, 'users'), `retur:{PLAIN}${password}::::::\n`)
  await writeFile(join(folder, 'dovecot.conf'), configuration(folder, plainPort, securePort))
  if (userInfo().uid === 0) execFileSync('chown', ['-R', 'nobody', mail])
  const child = spawn(program, ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore' })
  await listening(plainPort, child)
  const login = `retur:${encodeURIComponent(password)}`
  let delivered = 0
  return {
    imap: `imap://${login}@127.0.0.1:${plainPort}`,
    startTls: `imap://${login}@0.0.0.0:${plainPort}`,
    imaps: `imaps://${login}@localhost:${securePort}`,
    ca,
    async deliver(message, name) {
      delivered += 1
      const box = name ? join(mail, `.${name}`) : mail
      for (const part of ['new', 'cur', 'tmp']) await mkdir(join(box, part), { recursive: true })
      const file = join(box, 'new', `${String(delivered).padStart(5, '0')}.test`)
      await writeFile(file, message)
      if (userInfo().uid === 0) execFileSync('chown', ['-R', 'nobody', name ? box : file])
    },
    async count(name) {
      const box = name ? join(mail, `.${name}`) : mail
      const files = await Promise.all(['new', 'cur'].map(part => readdir(join(box, part)).catch(() => [])))
      return files.flat().length
    },
    async stop() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function configuration(folder: string, plainPort: number, securePort: number): string {
  const { uid, username } = userInfo()
  const owner = uid === 0 ? 'nobody' : username
  return `
protocols = imap
base_dir = ${join(folder, 'run')}
state_dir = ${join(folder, 'state')}
log_path = ${join(folder, 'log')}
default_internal_user = ${uid === 0 ? 'dovecot' : username}
default_login_user = ${uid === 0 ? 'dovenull' : username}
default_internal_group = ${uid === 0 ? 'dovecot' : userGroup()}
mail_location = maildir:${join(folder, 'mail')}
mail_uid = ${owner}
mail_gid = ${uid === 0 ? 'nogroup' : userGroup()}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
ssl = yes
ssl_cert = <${join(folder, 'server.pem')}
ssl_key = <${join(folder, 'server.key')}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${plainPort}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${securePort}
    ssl = yes
  }
  chroot =
}
service anvil {
  chroot =
}
passdb {
  driver = passwd-file
  args = ${join(folder, 'users')}
}
userdb {
  driver = static
  args = uid=${owner} gid=${uid === 0 ? 'nogroup' : userGroup()} home=${join(folder, 'mail')}
}
`
}

function userGroup(): string {
  return execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()
}

/** An authority, and a certificate for localhost that it vouches for. */
function makeCertificates(folder: string): string {
  const file = (name: string) => join(folder, name)
  const run = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe', encoding: 'utf8' })
  const keyOf = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', file(name)]
  run('req', '-x509', ...keyOf('ca.key'), '-out', file('ca.pem'), '-days', '2', '-subj', '/CN=Test authority')
  run(
    'req',
    ...keyOf('server.key'),
    '-out',
    file('server.csr'),
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost,IP:0.0.0.0',
  )
  const signed = [
    '-CA',
    file('ca.pem'),
    '-CAkey',
    file('ca.key'),
    '-CAcreateserial',
    '-copy_extensions',
    'copy',
  ]
  run('x509', '-req', '-in', file('server.csr'), ...signed, '-out', file('server.pem'), '-days', '2')
  return file('ca.pem')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`Dovecot ended with ${child.exitCode}`)
    const socket = connect(port, '127.0.0.1')
    const isUp = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isUp) return
    await pause(100)
  }
  throw new Error('Dovecot does not listen')
}
