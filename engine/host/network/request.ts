import { err, type Result } from '../../base/result.js';
import { get, type Answer, type Ask } from './get.js';
import { unreachable, type Trouble } from './trouble.js';

export interface Request extends Ask {
  /** Sent to every origin: what part of the thing is wanted. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether this URL may be asked without TLS. */
  mayBePlain(url: URL): boolean;
  /** Told of each redirect that is followed. */
  onRedirect?(status: number, to: URL): void;
}

const MOST_REDIRECTS = 10;

/** GET with redirects: at most ten, never from https to http, credentials to nobody but the first origin. */
export async function request(first: URL, asked: Request): Promise<Result<Answer, Trouble>> {
  let credentials = credentialsIn(first);
  let at = withoutCredentials(first);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await get(at, { ...credentials, ...asked.headers }, asked);
    if (!answer.ok || !isRedirect(answer.value)) return answer;
    answer.value.drop();
    const next = nextOf(at, asUtf8(answer.value.header('location') ?? ''), asked);
    if (typeof next === 'string') return err(unreachable(asked.shown, 'redirect', next, false));
    asked.onRedirect?.(answer.value.status, next);
    if (next.origin !== at.origin) credentials = {};
    at = next;
  }
  return err(unreachable(asked.shown, 'redirect', `more than ${MOST_REDIRECTS} redirects`, false));
}

function isRedirect(answer: Answer): boolean {
  return [301, 302, 303, 307, 308].includes(answer.status) && answer.header('location') !== undefined;
}

/** Headers are read byte by byte; browsers take what is no ASCII in a Location for UTF-8 where it can be. */
function asUtf8(header: string): string {
  const text = Buffer.from(header, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? header : text;
}

/** Where a redirect leads, or why it is not followed. */
function nextOf(from: URL, location: string, asked: Request): URL | string {
  if (!URL.canParse(location, from.href)) return 'it leads to something that is no URL';
  const next = withoutCredentials(new URL(location, from));
  if (next.protocol === 'https:') return next;
  if (next.protocol !== 'http:') return `it leads to ${next.protocol}, not to https:`;
  if (from.protocol === 'https:') return `it leads from https down to http, at ${next.host}`;
  return asked.mayBePlain(next) ? next : `it leads to plain http, at ${next.host}`;
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
