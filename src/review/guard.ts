import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'

export type Guard = {
  /** Of the one link that opens the page. */
  readonly token: string
  /** Lets nobody by but the browser that the link was opened in, with this server's own page. */
  readonly check: MiddlewareHandler
}

/**
 * Who may look at the page: the browser that opens the printed link, which works once and is exchanged for a cookie that
 * no script can read and no other site's page can send. What is asked under another name (DNS rebinding) or from another
 * page of this machine, on whatever port, is refused.
 * @param origin the server's own, e.g. `http://127.0.0.1:43210`.
 */
export function openGuard(origin: () => string): Guard {
  const [token, session] = [newSecret(), newSecret()]
  let isUsed = false
  const check: MiddlewareHandler = async (c, next) => {
    const own = new URL(origin())
    if (c.req.header('host') !== own.host) return refused(c, 'This address is not the one that ytdub printed.')
    // Cookies are kept by host, not by port: two reviews at once must not write over each other's.
    const cookie = `ytdub_review_${own.port}`
    const isIn = isSame(getCookie(c, cookie) ?? '', session)
    const given = c.req.path === '/' ? c.req.query('token') : undefined
    if (given !== undefined && !isIn) {
      if (isUsed || !isSame(given, token)) return refused(c, 'This link has been used, or belongs to another review.')
      isUsed = true
      return enter(`${cookie}=${session}; HttpOnly; SameSite=Strict; Path=/`)
    }
    if (given !== undefined) return enter()
    if (!isIn) return refused(c, 'This page opens with the link that ytdub review prints, in one browser.')
    if (!isOwnPage(c, own.origin)) return refused(c, 'Another page may not ask this one.')
    return next()
  }
  return { token, check }
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** A cookie's site is a host whatever its port, so that another server of this machine counts as the same site. */
function isOwnPage(c: Context, origin: string): boolean {
  const site = c.req.header('sec-fetch-site') ?? 'same-origin'
  if (site !== 'same-origin' && site !== 'none') return false
  return ['GET', 'HEAD'].includes(c.req.method) || c.req.header('origin') === origin
}

/** Goes on to the page. Not by a redirect, which a strict cookie does not follow from a link in another site's page. */
function enter(cookie?: string): Response {
  const html = '<!doctype html><meta charset="utf-8"><title>ytdub</title><meta http-equiv="refresh" content="0;url=/">'
  const headers = { 'content-type': 'text/html; charset=utf-8', ...(cookie !== undefined && { 'set-cookie': cookie }) }
  return new Response(html, { headers })
}

function refused(c: Context, why: string): Response {
  return c.text(`${why}\nRun it again to have a new link: ytdub review\n`, 403)
}
