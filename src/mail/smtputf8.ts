import SMTPConnection from 'nodemailer/lib/smtp-connection'

type ConnectionOptions = ConstructorParameters<typeof SMTPConnection>[0]

/**
 * Asks the mail server, on a connection of its own, whether it takes addresses with letters such as å before the @
 * (RFC 6531): nodemailer sends them in any case, and a server that does not know them may deliver to somebody else.
 * Rejects as nodemailer does where the server can't be asked.
 */
export async function offersUtf8(options: ConnectionOptions): Promise<boolean> {
  const connection = new SMTPConnection(options)
  try {
    const greeting = await new Promise<string>((resolve, reject) => {
      // It stays: a fault after the answer is nobody's concern, and without a listener it would end the process.
      connection.on('error', reject)
      connection.connect(() => resolve(String(connection.lastServerResponse)))
    })
    return /[ -]SMTPUTF8\b/i.test(greeting)
  } finally {
    connection.quit()
  }
}
