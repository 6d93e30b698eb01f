import { err, type Result } from '../../base/result.js';
import { get, type Answer, type Ask } from './get.js';
import { unreachable, type Trouble } from './trouble.js';

export interface Request extends Ask {
  /** Sent to every origin: what part of the thing is wanted. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether this URL may be asked without TLS. */
  mayBePlain(url: URL): boolean;
  /** Where the user's mirrors have a URL that a redirect leads to. */
  redirected?(url: string): string;
  /** Told of each redirect that is followed. */
  onRedirect?(status: number, to: URL): void;
}

const MOST_REDIRECTS = 10;

/** GET with redirects: at most ten, never from https to http, credentials to nobody but the first origin and the user's mirrors. */
export async function request(first: URL, asked: Request): Promise<Result<Answer, Trouble>> {
  let credentials = credentialsIn(first);
  let at = withoutCredentials(first);
  const been = new Set([at.href]);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await get(at, { ...credentials, ...asked.headers }, asked);
    if (!answer.ok || !isRedirect(answer.value)) return answer;
    answer.value.drop();
    const told = toldBy(at, asUtf8(answer.value.header('location') ?? ''));
    if (told === undefined) return refused(asked, 'it leads to something that is no URL');
    const mirror = mirrorOf(told, been, asked);
    const wrong = wrongWith(mirror ?? told, mirror === undefined ? at : undefined, asked);
    if (wrong !== undefined) return refused(asked, wrong);
    asked.onRedirect?.(answer.value.status, told);
    if (mirror !== undefined) credentials = credentialsIn(mirror);
    else if (told.origin !== at.origin) credentials = {};
    at = withoutCredentials(mirror ?? told);
    been.add(at.href);
  }
  return refused(asked, `more than ${MOST_REDIRECTS} redirects`);
}

function refused({ shown }: Request, why: string): Result<never, Trouble> {
  return err(unreachable(shown, 'redirect', why, false));
}

function isRedirect(answer: Answer): boolean {
  return [301, 302, 303, 307, 308].includes(answer.status) && answer.header('location') !== undefined;
}

/** Headers are read byte by byte; browsers take what is no ASCII in a Location for UTF-8 where it can be. */
function asUtf8(header: string): string {
  const text = Buffer.from(header, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? header : text;
}

function toldBy(from: URL, location: string): URL | undefined {
  return URL.canParse(location, from.href) ? withoutCredentials(new URL(location, from)) : undefined;
}

/** The user's own mirror of it; not one that has been asked and leads on, as one does that has not everything. */
function mirrorOf(told: URL, been: ReadonlySet<string>, asked: Request): URL | undefined {
  const there = asked.redirected?.(told.href) ?? told.href;
  if (there === told.href || !URL.canParse(there)) return undefined;
  const mirror = new URL(there);
  return been.has(withoutCredentials(mirror).href) ? undefined : mirror;
}

/** Why a redirect is not followed; `from` is who leads there, where that is not the user. */
function wrongWith(next: URL, from: URL | undefined, asked: Request): string | undefined {
  if (next.protocol === 'https:') return undefined;
  if (next.protocol !== 'http:') return `it leads to ${next.protocol}, not to https:`;
  if (from?.protocol === 'https:') return `it leads from https down to http, at ${next.host}`;
  return asked.mayBePlain(next) ? undefined : `it leads to plain http, at ${next.host}`;
}

function credentialsIn(url: URL): Readonly<Record<string, string>> {
  if (url.username === '' && url.password === '') return {};
  const pair = `${decoded(url.username)}:${decoded(url.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}
