/**
 * How mail servers say in lower case that there is nobody of that name: what matters most, and what has the most ways of
 * being said. English first, then the languages in which servers near us speak.
 */
export const nobodyWords: readonly RegExp[] = [
  /#5\.1\.0 address rejected|recipient rejected$|not listed in (the )?(public|domino|name)/,
  /(user|recipient|mailbox|account|address|alias|e-?mail address|name|person|local.?part|member|destination|addressee|customer|subscriber)s?( name| address| account| mailbox| user| email)*('s|"|'|>|\])*( you entered| you specified| you tried to reach| that you tried to reach)?( is| was| has| does| do| did| can| could| has been)*( not|n't|n’t|not)+ (been |be |be a |a |an |yet )?(found|exist|recogni[sz]ed|known|valid|listed|available|located|registered|identified|local|resolved?|correct|accept|our|a known)/,
  /\b(unknown|no such|invalid|non-?existent|undefined|unrecogni[sz]ed|illegal|no valid|not a valid|not our|bad|incorrect|undeliverable|unroute?able|unresolvable) (?:[\w'-]+ ){0,3}(user\w*|recipients?|mailbox|address(es)?|accounts?|alias|person|name|local.?part|customer|subscriber|member|destination|here)\b/,
  /(user|recipient|mailbox|account|address|alias)( name| address)?( is)?:? (unknown|invalid|nonexistent|non-?existent|undeliverable|unrecogni[sz]ed|not here|bad)/,
  /(user|recipient|account|mailbox|address)s? (is )?(unknown|not found|not known|nonexistent)/,
  /no (mailbox|account|user|recipient|one) (here |there )?(by|with|of|named|called|under|at|found|for|exists)/,
  /(there|here) is no (such|user|account|mailbox|one)/,
  /not (a )?(known|registered|valid|recogni[sz]ed|local|existing) (gateway )?(user|recipient|mailbox|address|account|subscriber|e-?mail)/,
  /(mailbox|recipient|rcpt|address) (unavailable|not available|lookup failed)|@[\w.-]{1,255} rejected$/,
  /address rejected\.?$|unavailable mailbox|recipientnotfound|recipnotfound|userunknown|user not known/,
  /does not like recipient|can('|no)t accept user|wasn['’]t found at|couldn['’]t be found|could not be found/,
  /check (if|that) (the )?(recipient )?address is correct/,
  /no longer (valid|exists?|available|in use|a (valid|customer|member)|works?|employed|on this)|not exist/,
  /doesn['’]t exist/,
  /(adressen|mottagaren|e-postadressen|brevl.dan|anv.ndaren|kontot)[^.\n]{0,60}(finns inte|hittades inte|kunde inte hittas|.r ok.nd|saknas)/,
  /ok.nd (mottagare|anv.ndare|adress)/,
  /(empf.nger|adresse|benutzer|postfach)[^.\n]{0,40}(unbekannt|nicht gefunden|existiert nicht)/,
  /(destinataire|utilisateur|adresse|bo.te)[^.\n]{0,40}(inconnue?|n'existe pas|invalide)/,
  /(usuario|destinatario|direcci.n)[^.\n]{0,40}(desconocido|no existe|inv.lid)/,
]
