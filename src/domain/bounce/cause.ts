import type { BounceCause, BounceClass } from '../codes.ts'

/** Why a letter did not arrive, by what the mail server says: its words go before its codes, which many servers use freely. */

/** No letter will ever arrive there. */
const forGood: readonly BounceCause[] = ['no_such_mailbox', 'no_such_domain', 'moved', 'unsendable']

/** What a cause means for the next letter to the same address. */
export function classOfCause(cause: BounceCause): Extract<BounceClass, 'hard' | 'soft'> {
  return forGood.includes(cause) ? 'hard' : 'soft'
}

/**
 * Why a letter did not arrive, by what is said of its recipient, the most exact first.
 * @param said sentences and replies of mail servers (RFC 5321); each may hold several lines
 * @param status an enhanced status code (RFC 3463), or null
 */
export function causeOf(said: readonly string[], status: string | null): BounceCause {
  const telling = said.find(text => inWords(text) !== 'other') ?? ''
  const worded = inWords(telling)
  const cause = worded === 'other' && status !== null ? inCode(status) : worded
  if (!forGood.includes(cause)) return cause
  const all = said.join('\n')
  if (saysDisabled(all)) return 'mailbox_disabled'
  if (status !== null && /^4\.[^1]/.test(status)) return 'server'
  if (isOfSender(all, status)) return 'blocked'
  return bareRefusal.test(telling) && !isOfAddress(all, status) ? 'blocked' : cause
}

/** A code that blames the sender, or a refusal of the sender, whatever is said with it. */
function isOfSender(said: string, status: string | null): boolean {
  if (status !== null && /^[45]\.1\.[78]$/.test(status)) return true
  return /(after|in reply to) mail from/i.test(said)
}

/**
 * Whether "no such user" is about the address. RFC 5321 has the same 550 for a policy, and servers say the same of somebody whom they know, and who has chosen whose
 * letters to get: then they leave the name out, or say so only after they have seen the letter. So it takes a code for
 * addresses, or the command that names one, or the word of the reporting server itself.
 */
function isOfAddress(said: string, status: string | null): boolean {
  if (status !== null && /^[45]\.1\.\d/.test(status)) return true
  if (status !== null && /^[45]\.7\./.test(status)) return false
  const [, afterContent = ''] = />>> ?data *\n<<< (.*)/i.exec(said) ?? []
  if (isNobody(afterContent.toLowerCase()) || afterLetter.test(said)) return false
  return atAddress.test(said) || !/\b5\d\d\b(?!\.)/.test(said)
}

const afterLetter =
  /\b5\d\d (?:5\.\d+\.\d+ )?: user unknown|in reply to (end of )?data|after (sending|end of) data|after i sent the message|smtp command\s+data\b/i
const atAddress = /\brcpt\b|does not like recipient|rejected address/i
const bareRefusal = /user unknown|unknown user|no such user|registered gateway user|mailbox unavailable/i

function saysDisabled(said: string): boolean {
  return /account is (currently )?(disabled|inactive|suspended)/i.test(said)
}

/**
 * The words of mail servers by cause; the first that fits decides. So what is about the sender stands before what is about the
 * receiver, and what is said exactly before what is said in passing.
 */
const words: readonly (readonly [BounceCause, readonly RegExp[]])[] = [
  ['unsendable', [/smtputf8 is not offered/]],
  ['no_such_domain', [/(account|address) or domain may not exist/]],
  [
    'mailbox_full',
    [
      /(mailbox|mail box|inbox|account|mail ?folder|mailfolder|user|quota|disk|brevl.da\w*)('s)? (is |has |was |are )?(been )?(almost )?(full|over ?quota|over (its |the )?(quota|limit|storage)|exceeded|.r full|out of (storage )?space)/,
      /over ?quota|(quota|storage|disk space|mailbox size)( limit)? (has been |is |was )?(exceeded|full|reached|violation)/,
      /exceed(s|ed|ing|er)?( (the|its|his|her|their|your|user|users?'?s?|recipients?'?s?|mailbox|mail|allowed|allocated|maximum|disk|storage|account))* (quota|storage|mailbox|disk|space)/,
      /(out of|insufficient|not enough|no|too little) (system |disk |mail |mailbox |storage )*(space|storage|quota)\b/,
      /shutoffquota|mailbox full|full mailbox|too much mail data/,
    ],
  ],
  [
    'too_large',
    [
      /(message|mail|e-?mail)( size| length| header size)* (is )?(too (large|big|long)|exceeds|exceeded|larger than)/,
      /(size|length) (limit|exceeds|exceeded|of (this|the) message)|too big for|exceed(s|ed)? (the )?(fixed |maximum |allowed |max )*(message|mail|size)/,
    ],
  ],
  [
    'blocked',
    [
      /\b(spf|dkim|dmarc|arc)\b|reverse dns|reverse lookup|rdns|\bptr\b|(black|block|deny|ban) ?list|black-?listed|\brbl\b|dnsbl|spamhaus|spamcop|sorbs|barracuda|reputation/,
      /(sender|mail from|envelope.?from|from address|return.?path|reverse.?path)( address)?('s)?( domain)?( was| is| has been| verify| verification| rejected| denied| not| could not| must| does| unknown| invalid| refused| address)+/,
      /(domain of|invalid|bad|unverified|unknown|unauthorized|rejected|forged) (the )?sender|sender (id|policy|unknown)|sender was rejected|does not exist e2\d{3}/,
      /\b(client|host|ips?|network|connection|adresse ip)\b[^.\n]{0,60}(blocked|rejected|denied|banned|listed|refused|bloque|not allowed|not permitted|restricted|prohibited)/,
      /(blocked|banned|listed|rejected)\b[^.\n]{0,20} (for|due|because|using|by|from|in)\b[^.\n]{0,60}\b(spam|abuse|policy|ip|list|sender|security|poor|the recipient)\b/,
      /relay(ing)?\b[^.\n]{0,40}(denied|not (permitted|allowed)|prohibited|quota)|(not|unable|cannot|can't|permitted|allowed|configured)( permitted| allowed)? to relay|no relaying|we do not relay|through this server without authentica/,
      /(not|un)[ -]?authenti|authenti\w+ (is )?(required|failed|check)|must (be )?(authenticate|first)|authentication checks failed|verif(y|ied|ication) (failed|required)|not verified/,
      /not authorized|unauthori[sz]ed|not permitted|not allowed|no permission|prohibited|restricted|policy|security (policy|reasons?|violation)|administrative|permission to post/,
      /too many|too frequent|rate.?limit|frequency|limit exceeded|throttl|unusual (rate|volume)|unexpected volume|greylist|grey-?listed|deferred due|reject(ed)? (by|due to|because)( the| your)? (recipient|rule|filter|content|virus)|message filtered/,
      /not (a )?member|membership|access denied|access to|mailing list/,
    ],
  ],
  [
    'content',
    [
      /spam|virus|malware|phish|junk|content|attachment|header error|bad (header|subject)|non.?rfc|mime|bulk|infected|suspicious|objectionable|charset/,
    ],
  ],
  [
    'mailbox_disabled',
    [
      /(account|mailbox|user|address|recipient|box|mailbox address)('s| is| has been| has| was| that you tried to reach is| currently| temporarily| you)*( been)? (disabled|inactive|suspended|discontinued|deactivated|de-?activated|closed|locked|not active|blocked|expired|restricted|cancell?ed|unavailable temporarily)/,
      /(disabled|inactive|suspended|deactivated|discontinued|dormant|expired|closed) (recipient |user |e-?mail |mail )*(account|address|mailbox|user|recipient)|temporarily unavailable|is disabled|not (currently )?accepting (mail|messages)/,
    ],
  ],
  [
    'moved',
    [
      /(has|have|user|address|account|mailbox|recipient)( has)? (been )?(moved|changed)\b|new (e-?mail )?address is|no longer at this (site|address)|please (update|use) (your|the) (address|new)/,
    ],
  ],
  [
    'server',
    [
      /(couldn't|can't|cannot|unable to) (create|open|write)|procmail|exit(ed)? (with |status |code )*\d|command (failed|died|output)|mailer error|pipe to|remote protocol error/,
    ],
  ],
  [
    'no_such_domain',
    [
      /(host|domain|mail server|mx)( or domain)?( name| record)?('s)?( [\w-]+\.[\w.-]+)?( is| was| could| does| can)*( not| unknown|n't|not)+ ?(be )?(found|exist|resolved?|known|valid|unknown)|(unknown|invalid|no such|non-?existent|bad) (host|domain|mail domain|destination (host|system|domain))/,
      /couldn't find (any host|a mail exchanger|an? mx)|no (mx|mail exchanger)( record)?s?( found)?|host unknown|domain unknown|name or service not known|unrout(e)?able (mail )?domain|all (relevant )?mx records point|nxdomain|bad destination system address|illegal host|domain is not reachable/,
      /null mx|not accept(ing)? (network messages|any mail|mail from)|does(n't| not) (receive|accept) (any )?(e-?)?mail|has no (mail|mx)|not an? mx/,
    ],
  ],
  ['no_such_mailbox', []],
  [
    'expired',
    [
      /(retry|delivery|message)( time| timeout)? (timeout|expired|exceeded)|retry time|too long|giv(en|ing) up (after|on the)|timed? ?out|not (yet )?(been )?(able to be )?deliver(ed)? (for|after|within|in time)|delay(ed)?|will (be retried|retry|keep trying)|last \d+ (seconds|hours|days)|envelope expired|aborted after|has been in the queue/,
    ],
  ],
  [
    'network',
    [
      /(connect|connection|network|route|session|socket|tls|starttls)\b[^.\n]{0,60}(refused|failed|lost|reset|closed|error|unreachable|dropped|could not|wasn't able|unable|not)|unable to (connect|contact)|(not|could not|wasn't able to) (reach|establish|contact)|unreachable|lookup failure|dns (error|failure)|mail loop|too many hops|hop count|loops? back|try again/,
    ],
  ],
  [
    'server',
    [
      /local error|system error|internal error|service (currently )?(un|not )available|temporar|configuration|out of memory|resources|i\/o|disk|command failed|timeout|ldap/,
    ],
  ],
]

/** Nobody of that name. Stands apart, for it is what matters most and has the most ways of being said. */
const nobody: readonly RegExp[] = [
  /(user|recipient|mailbox|account|address|alias|e-?mail address|name|person|local.?part|member|destination|addressee|customer|subscriber)s?( name| address| account| mailbox| user| email)*('s|"|'|>|\])*( you entered| you specified| you tried to reach| that you tried to reach)?( is| was| has| does| do| did| can| could| has been)*( not|n't|n’t|not)+ (been |be |be a |a |an |yet )?(found|exist|recogni[sz]ed|known|valid|listed|available|located|registered|identified|local|resolved?|correct|accept|our|a known)/,
  /\b(unknown|no such|invalid|non-?existent|undefined|unrecogni[sz]ed|illegal|no valid|not a valid|not our|bad|incorrect|undeliverable|unroute?able|unresolvable) (?:[\w'-]+ ){0,3}(user\w*|recipients?|mailbox|address(es)?|accounts?|alias|person|name|local.?part|customer|subscriber|member|destination|here)\b/,
  /(user|recipient|mailbox|account|address|alias)( name| address)?( is)?:? (unknown|invalid|nonexistent|non-?existent|undeliverable|unrecogni[sz]ed|not here|bad)/,
  /(user|recipient|account|mailbox|address)s? (is )?(unknown|not found|not known|nonexistent)|no (mailbox|account|user|recipient|one) (here |there )?(by|with|of|named|called|under|at|found|for|exists)|(there|here) is no (such|user|account|mailbox|one)|not (a )?(known|registered|valid|recogni[sz]ed|local|existing) (gateway )?(user|recipient|mailbox|address|account|subscriber|e-?mail)|(mailbox|recipient|rcpt|address) (unavailable|not available|lookup failed)|\S+@\S+ rejected$|address rejected\.?$|unavailable mailbox|recipientnotfound|recipnotfound|userunknown|user not known|does not like recipient|can('|no)t accept user|wasn['’]t found at|couldn['’]t be found|could not be found|check (if|that) (the )?(recipient )?address is correct|no longer (valid|exists?|available|in use|a (valid|customer|member)|works?|employed|on this)|not exist|doesn['’]t exist/,
  /(adressen|mottagaren|e-postadressen|brevl.dan|anv.ndaren|kontot)[^.\n]{0,60}(finns inte|hittades inte|kunde inte hittas|.r ok.nd|saknas)|ok.nd (mottagare|anv.ndare|adress)|(empf.nger|adresse|benutzer|postfach)[^.\n]{0,40}(unbekannt|nicht gefunden|existiert nicht)|(destinataire|utilisateur|adresse|bo.te)[^.\n]{0,40}(inconnue?|n'existe pas|invalide)|(usuario|destinatario|direcci.n)[^.\n]{0,40}(desconocido|no existe|inv.lid)/,
]

function inWords(reply: string): BounceCause {
  const text = reply
    .replace(/\s+/g, ' ')
    .toLowerCase()
    .replace(/https?:\S+/g, '')
    .replace(/remote smtp server has rejected address|^.*did not like our rcpt to:/, '')
    .trim()
  // Office 365 says so of an address that its directory does not hold.
  if (/recipient address rejected: access denied/.test(text)) return 'no_such_mailbox'
  const found = words.find(([cause, patterns]) =>
    (cause === 'no_such_mailbox' ? nobody : patterns).some(pattern =>
      pattern.test(text.replaceAll('recipient address rejected:', '')),
    ),
  )
  return found?.[0] ?? 'other'
}

function isNobody(text: string): boolean {
  return nobody.some(pattern => pattern.test(text))
}

/** What an enhanced status code stands for, where there are no words (RFC 3463 and the registry of RFC 5248). */
const codes: readonly (readonly [RegExp, BounceCause])[] = [
  [/^5\.1\.(1|3|10)$/, 'no_such_mailbox'],
  [/^5\.1\.2$|^5\.4\.4$|^5\.3\.2$/, 'no_such_domain'],
  [/^5\.1\.6$/, 'moved'],
  [/^[45]\.2\.2$/, 'mailbox_full'],
  [/^[45]\.2\.[01]$|^5\.7\.13$/, 'mailbox_disabled'],
  [/^[45]\.(2\.3|3\.4)$/, 'too_large'],
  [/^[45]\.4\.7$/, 'expired'],
  [/^[45]\.4\.\d+$/, 'network'],
  [/^[45]\.3\.\d+$/, 'server'],
  [/^[45]\.6\.\d+$/, 'content'],
  [/^[45]\.7\.\d+$|^5\.1\.[78]$/, 'blocked'],
]

function inCode(status: string): BounceCause {
  return codes.find(([shape]) => shape.test(status))?.[1] ?? 'other'
}
