import { redacted } from '../../base/redacted.js';

/** Who holds a lock, as another run is told. */
export interface LockHolder {
  readonly pid: number;
  /** What it does, as the user called it. */
  readonly command: string;
  /** When it began: milliseconds since 1970. */
  readonly since: number;
}

/** What a holder answers, or leaves in its file. */
export function holderText(holder: LockHolder): string {
  return JSON.stringify(holder);
}

/** The same in words for the user. It may come from any program, so nothing of it is trusted. */
export function holderInWords(text: string): string {
  const holder = holderFrom(text);
  if (holder === undefined) return 'another run, which does not say who it is';
  const since = new Date(holder.since).toISOString().slice(0, 19).replace('T', ' ');
  return `${holder.command} (process ${holder.pid}, since ${since} UTC)`;
}

/** What it says of itself, fit to be shown; undefined where that is nothing to go by. */
export function holderFrom(text: string): LockHolder | undefined {
  try {
    const said = JSON.parse(text) as Partial<Record<keyof LockHolder, unknown>> | null;
    const { pid, command, since } = said ?? {};
    if (typeof pid !== 'number' || typeof command !== 'string' || typeof since !== 'number') return undefined;
    return Number.isNaN(new Date(since).getTime()) ? undefined : { pid, command: shown(command), since };
  } catch {
    return undefined;
  }
}

function shown(command: string): string {
  return redacted(command)
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '?')
    .slice(0, 200);
}
