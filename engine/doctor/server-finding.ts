import type { Result } from '../base/result.js';
import type { Failure, UnreachableFailure } from '../model/failure.js';
import type { Finding } from '../model/finding.js';
import type { UrlAnswer } from '../model/ports.js';
import type { AskedServer } from './asked-servers.js';

/** What came of asking a server: how far it went (name, connection, TLS, HTTP), and what that means. */
export function serverFinding(
  { origin, of }: AskedServer,
  asked: Result<UrlAnswer, Failure>,
  { proxy }: { readonly proxy: string | undefined },
): Finding {
  const found = asked.ok ? answered(asked.value.status) : notAnswered(asked.error);
  const through = proxy === undefined ? '' : ` (through the proxy ${proxy})`;
  const users = of.length > 4 ? `${of.slice(0, 3).join(', ')} and ${of.length - 3} more` : of.join(', ');
  const secure = origin.startsWith('https:') && asked.ok ? 'TLS is trusted, ' : '';
  return { area: 'network', subject: origin, ...found, found: `${secure}${found.found}${through}; used by ${users}` };
}

type Verdict = Pick<Finding, 'verdict' | 'found' | 'help'>;

function answered(status: number): Verdict {
  if (status === 401 || status === 403) {
    const help =
      'look whether it needs a login, or whether it is closed to your country or network; --mirror names another';
    return { verdict: 'trouble', found: `it answers, and refuses (${status})`, help };
  }
  if (status === 429) return { verdict: 'note', found: 'it answers, and asks for patience (429)' };
  if (status >= 500) {
    return {
      verdict: 'trouble',
      found: `it answers that it is out of order (${status})`,
      help: 'try again later, or name a mirror with --mirror FROM=TO',
    };
  }
  // what one file of it answers is `validate --online`'s to say
  return { verdict: 'good', found: `it answers (${status})` };
}

const MIRROR = 'look at the connection, or name a mirror that can be reached with --mirror FROM=TO';

function notAnswered(failure: Failure): Verdict {
  if (failure.kind !== 'unreachable') return { verdict: 'trouble', found: wordsFor(failure) };
  const { words, help } = UNREACHABLE[failure.cause];
  if (failure.cause === 'offline') return { verdict: 'note', found: words };
  const code = /\((\w+)\)$/.exec(failure.detail)?.[1];
  const detail = failure.cause === 'dns' && code !== undefined ? ` (${code})` : `: ${failure.detail}`;
  return { verdict: 'trouble', found: `${words}${detail}`, help };
}

function wordsFor(failure: Failure): string {
  return failure.kind === 'policy' ? failure.detail : 'it could not be asked';
}

const UNREACHABLE: Readonly<Record<UnreachableFailure['cause'], { readonly words: string; readonly help: string }>> = {
  dns: { words: 'its name is not known here', help: MIRROR },
  proxy: { words: 'the proxy did not let it through', help: 'correct HTTPS_PROXY, or name the host in NO_PROXY' },
  connect: { words: 'its name is known, but no connection is made', help: MIRROR },
  tls: {
    words: 'a connection is made, but its certificate is not trusted',
    help: 'name the certificates of your company or proxy with --ca FILE; look whether the clock is right',
  },
  timeout: { words: 'it does not answer in time', help: MIRROR },
  stall: { words: 'it stops in the middle of an answer', help: MIRROR },
  reset: { words: 'the connection is cut', help: MIRROR },
  short: { words: 'the connection is closed before the answer is whole', help: MIRROR },
  redirect: { words: 'it leads to a place that is not followed', help: MIRROR },
  offline: { words: 'not asked, because of --offline', help: '' },
};
