/** One field of a form or a query string as text; empty where it is missing or given several times. */
export function textIn(fields: unknown, name: string): string {
  const value: unknown = Object.getOwnPropertyDescriptor(Object(fields), name)?.value
  return typeof value === 'string' ? value : ''
}

/** The fields of a form that hold a text. One that came twice, which no form of ours sends, is left out. */
export function textFields(body: unknown): Record<string, string> {
  const given = Object.entries(Object(body)).filter(([, value]) => typeof value === 'string')
  return Object.fromEntries(given) as Record<string, string>
}

/** 0 for none; -1, which no row has, for what no form of ours sends: it is told as stale. */
export function idIn(text = '0'): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : -1
}

/** -1, which no survey has, for what no form of ours sends: it is told as stale. */
export function versionIn(text = '0'): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : -1
}
