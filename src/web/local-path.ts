/** A path of this service, or the list of placements: nobody is sent on to somebody else's site. */
export function localPath(next: string): string {
  const url = next.startsWith('/') ? URL.parse(next, 'http://localhost') : null
  // "/.//elsewhere.example" is a path here, and another site once it is written as "//elsewhere.example".
  const stays = url?.origin === 'http://localhost' && !/^\/(\/|sign-)/.test(url.pathname)
  return stays ? url.pathname + url.search : '/placements'
}
