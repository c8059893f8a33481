import type { BounceCause } from '../codes.ts'
import { nobodyWords } from './nobody-words.ts'

/**
 * The words of mail servers by cause, in lower case; the first that fits decides. So what is about the sender stands before
 * what is about the receiver, and what is said exactly before what is said in passing.
 */
export const causeWords: readonly (readonly [BounceCause, readonly RegExp[]])[] = [
  ['unsendable', [/smtputf8 is not offered/]],
  ['no_such_domain', [/(account|address) or domain may not exist/]],
  [
    'mailbox_full',
    [
      /(mailbox|mail box|inbox|account|mail ?folder|mailfolder|user|quota|disk|brevl.da\w*)('s)? (is |has |was |are )?(been )?(almost )?(full|over ?quota|over (its |the )?(quota|limit|storage)|exceeded|.r full|out of (storage )?space)/,
      /over ?quota/,
      /(quota|storage|disk space|mailbox size)( limit)? (has been |is |was )?(exceeded|full|reached|violation)/,
      /exceed(s|ed|ing|er)?( (the|its|his|her|their|your|user|users?'?s?|recipients?'?s?|mailbox|mail|allowed|allocated|maximum|disk|storage|account))* (quota|storage|mailbox|disk|space)/,
      /(out of|insufficient|not enough|no|too little) (system |disk |mail |mailbox |storage )*(space|storage|quota)\b/,
      /shutoffquota|mailbox full|full mailbox|too much mail data/,
    ],
  ],
  [
    'too_large',
    [
      /(message|mail|e-?mail)( size| length| header size)* (is )?(too (large|big|long)|exceeds|exceeded|larger than)/,
      /(size|length) (limit|exceeds|exceeded|of (this|the) message)|too big for/,
      /exceed(s|ed)? (the )?(fixed |maximum |allowed |max )*(message|mail|size)/,
    ],
  ],
  ['network', [/connect to \S+ connection (refused|timed out)|connection (refused|timed out)$/]],
  [
    'blocked',
    [
      /(invalid|bad|illegal|reject\w*) (helo|ehlo)|\b(helo|ehlo)\b[^.\n]{0,30}(invalid|reject|denied|not)/,
      /\b(spf|dkim|dmarc|arc)\b|reverse dns|reverse lookup|rdns|\bptr\b|(black|block|deny|ban) ?list/,
      /black-?listed|\brbl\b|dnsbl|spamhaus|spamcop|sorbs|barracuda|reputation/,
      /(sender|mail from|envelope.?from|from address|return.?path|reverse.?path)( address)?('s)?( domain)?( was| is| has been| verify| verification| rejected| denied| not| could not| must| does| unknown| invalid| refused| address)+/,
      /(domain of|invalid|bad|unverified|unknown|unauthorized|rejected|forged) (the )?sender/,
      /sender (id|policy|unknown)|sender was rejected|does not exist e2\d{3}/,
      /\b(client|host|ips?|network|connection|adresse ip)\b[^.\n]{0,60}(blocked|rejected|denied|banned|listed|refused|bloque|not allowed|not permitted|restricted|prohibited)/,
      /(blocked|banned|listed|rejected)\b[^.\n]{0,20} (for|due|because|using|by|from|in)\b[^.\n]{0,60}\b(spam|abuse|policy|ip|list|sender|security|poor|the recipient)\b/,
      /relay(ing)?\b[^.\n]{0,40}(denied|not (permitted|allowed)|prohibited|quota)/,
      /(not|unable|cannot|can't|permitted|allowed|configured)( permitted| allowed)? to relay|no relaying/,
      /we do not relay|through this server without authentica/,
      /(not|un)[ -]?authenti|authenti\w+ (is )?(required|failed|check)|must (be )?(authenticate|first)/,
      /authentication checks failed|verif(y|ied|ication) (failed|required)|not verified/,
      /not authorized|unauthori[sz]ed|not permitted|not allowed|no permission|prohibited|restricted|policy/,
      /security (policy|reasons?|violation)|administrative|permission to post/,
      /too many|too frequent|rate.?limit|frequency|limit exceeded|throttl|unusual (rate|volume)/,
      /unexpected volume|greylist|grey-?listed|deferred due/,
      /reject(ed)? (by|due to|because)( the| your)? (recipient|rule|filter|content|virus)|message filtered/,
      /not (a )?member|membership|access denied|access to|mailing list/,
    ],
  ],
  [
    'content',
    [
      /spam|virus|malware|phish|junk|content|attachment|header error|bad (header|subject)|non.?rfc|mime|bulk/,
      /infected|suspicious|objectionable|charset/,
    ],
  ],
  [
    'mailbox_disabled',
    [
      /(account|mailbox|user|address|recipient|box|mailbox address)('s| is| has been| has| was| that you tried to reach is| currently| temporarily| you)*( been)? (disabled|inactive|suspended|discontinued|deactivated|de-?activated|closed|locked|not active|blocked|expired|restricted|cancell?ed|unavailable temporarily)/,
      /(disabled|inactive|suspended|deactivated|discontinued|dormant|expired|closed) (recipient |user |e-?mail |mail )*(account|address|mailbox|user|recipient)/,
      /temporarily unavailable|is disabled|not (currently )?accepting (mail|messages)/,
    ],
  ],
  [
    'moved',
    [
      /(has|have|user|address|account|mailbox|recipient)( has)? (been )?(moved|changed)\b/,
      /new (e-?mail )?address is|no longer at this (site|address)|please (update|use) (your|the) (address|new)/,
    ],
  ],
  [
    'server',
    [
      /(couldn't|can't|cannot|unable to) (create|open|write)|procmail|exit(ed)? (with |status |code )*\d/,
      /command (failed|died|output)|mailer error|pipe to|remote protocol error/,
    ],
  ],
  [
    'no_such_domain',
    [
      /(host|domain|mail server|mx)( or domain)?( name| record)?('s)?( [\w-]+\.[\w.-]+)?( is| was| could| does| can)*( not| unknown|n't|not)+ ?(be )?(found|exist|resolved?|known|valid|unknown)/,
      /(unknown|invalid|no such|non-?existent|bad) (host|domain|mail domain|destination (host|system|domain))/,
      /couldn't find (any host|a mail exchanger|an? mx)|no (mx|mail exchanger)( record)?s?( found)?/,
      /host unknown|domain unknown|name or service not known|unrout(e)?able (mail )?domain/,
      /all (relevant )?mx records point|nxdomain|bad destination system address|illegal host/,
      /domain is not reachable/,
      /indicated no smtp service|host address lookups failed permanently/,
      /null ?mx|not accept(ing)? (network messages|any mail|mail from)/,
      /does(n't| not) (receive|accept) (any )?(e-?)?mail|has no (mail|mx)|not an? mx/,
    ],
  ],
  ['no_such_mailbox', nobodyWords],
  [
    'expired',
    [
      /(retry|delivery|message)( time| timeout)? (timeout|expired|exceeded)|retry time|too long/,
      /giv(en|ing) up (after|on the)|timed? ?out/,
      /not (yet )?(been |be )?(able to be )?deliver(ed)? (for|after|within|in time)|delay(ed)?/,
      /will (be retried|retry|keep trying)|last \d+ (seconds|hours|days)|envelope expired|aborted after/,
      /has been in the queue/,
    ],
  ],
  [
    'network',
    [
      /(connect|connection|network|route|session|socket|tls|starttls)\b[^.\n]{0,60}(refused|failed|lost|reset|closed|error|unreachable|dropped|could not|wasn't able|unable|not)/,
      /unable to (connect|contact)|(not|could not|wasn't able to) (reach|establish|contact)|unreachable/,
      /lookup failure|dns (error|failure)|mail loop|too many hops|hop count|loops? back|try again/,
    ],
  ],
  [
    'server',
    [
      /local error|system error|internal error|service (currently )?(un|not )available|temporar|configuration/,
      /out of memory|resources|i\/o|disk|command failed|timeout|ldap/,
    ],
  ],
]
