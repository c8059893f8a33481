import type { RequestHandler } from 'express'
import type { Auth } from '../auth.ts'

/** Ends the session of the request, if there is one. */
export function signOut(auth: Auth): RequestHandler {
  return async (request, response) => {
    const cookie = request.headers.cookie ?? ''
    const { headers } = await auth.api.signOut({ headers: new Headers({ cookie }), returnHeaders: true })
    response.append('Set-Cookie', headers.getSetCookie())
    response.redirect(303, '/sign-in?signed_out=1')
  }
}
