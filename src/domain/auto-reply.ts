/** What an automatic answer tells of somebody who is not there any longer, and whom it says to write to instead. */
export function leaverIn(_text: string): { hasLeft: boolean; successor: string | null } {
  return { hasLeft: false, successor: null }
}
