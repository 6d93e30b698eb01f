import { variable, type HostEnv } from './environment/host-env.js';

export interface TerminalFacts {
  /** Someone looks at it as it happens: lines may be redrawn. */
  readonly live: boolean;
  readonly columns: number;
  /** Whether it shows more than ASCII. */
  readonly unicode: boolean;
  readonly colour: boolean;
}

/** What a stream (stdout, stderr) can show, and what the user wants of it. */
export function terminalFacts(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  { env, platform }: { readonly env: HostEnv; readonly platform: string },
): TerminalFacts {
  const set = (name: string) => {
    const value = variable(env, name, platform);
    return value === undefined || value === '' ? undefined : value;
  };
  const dumb = set('TERM') === 'dumb';
  const live = stream.isTTY === true && !dumb && (set('CI') === undefined || set('CI') === 'false');
  return {
    live,
    columns: columnsOf(stream, set),
    unicode: showsUnicode(set, platform),
    colour: wantsColour(set, live),
  };
}

type Lookup = (name: string) => string | undefined;

function columnsOf(stream: { readonly columns?: number }, set: Lookup): number {
  const columns = stream.columns ?? Number(set('COLUMNS') ?? 80);
  return Number.isInteger(columns) && columns > 0 ? columns : 80;
}

/** The older Windows console draws boxes for what its font lacks; the newer ones say who they are. */
function showsUnicode(set: Lookup, platform: string): boolean {
  if (platform === 'win32') {
    return set('WT_SESSION') !== undefined || set('TERM_PROGRAM') === 'vscode' || set('ConEmuTask') !== undefined;
  }
  const locale = set('LC_ALL') ?? set('LC_CTYPE') ?? set('LANG') ?? (platform === 'darwin' ? 'UTF-8' : '');
  return set('TERM') !== 'linux' && /utf-?8/i.test(locale);
}

/** `NO_COLOR` and `FORCE_COLOR` are agreements between programs; of the two, the one that asks for less wins. */
function wantsColour(set: Lookup, live: boolean): boolean {
  if (set('NO_COLOR') !== undefined) return false;
  const forced = set('FORCE_COLOR');
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return live;
}
