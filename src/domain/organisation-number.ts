/** "5560160680" as people write it: "556016-0680". */
export function writtenNumber(organisationNumber: string): string {
  return organisationNumber.replace(/^(\d{6})(\d{4})$/, '$1-$2')
}
