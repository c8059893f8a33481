// Both packages say `export default` in their types, and `module.exports = class` in what Node loads.

declare module 'organisationsnummer' {
  const Organisationsnummer: { valid(text: string): boolean }
  export default Organisationsnummer
}

declare module 'personnummer' {
  const Personnummer: { valid(text: string): boolean }
  export default Personnummer
}
