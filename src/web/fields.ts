/** One field of a form or a query string as text; empty where it is missing or given several times. */
export function textIn(fields: unknown, name: string): string {
  const value: unknown = Object.getOwnPropertyDescriptor(Object(fields), name)?.value
  return typeof value === 'string' ? value : ''
}
