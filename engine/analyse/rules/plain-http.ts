import type { Located } from '../../base/span.js';
import type { Manifest, Table } from '../../model/manifest.js';
import { rule } from '../rule.js';
import { textsIn } from '../texts.js';

export const plainHttp = rule({
  code: 'plain-http',
  severity: 'error',
  about: 'an address begins with http, where anyone on the way can change what comes',
  *find({ manifest }) {
    for (const { value, span } of writtenTexts(manifest)) {
      const host = plainHost(value);
      if (host === undefined) continue;
      yield {
        message: `\`http://${host}\` is asked without encryption`,
        span,
        help: 'write `https://`; only this very machine may be asked over http',
      };
    }
  },
});

/** The first host that is asked over plain http and is not this machine. */
function plainHost(text: string): string | undefined {
  for (const [, authority = ''] of text.matchAll(/\bhttp:\/\/([^\s/\\?#"'`]*)/gi)) {
    const host = authority.replace(/^.*@/, '').replace(/:\d*$/, '');
    if (!/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i.test(host)) return host;
  }
  return undefined;
}

/** Texts that may hold an address: what is fetched, what actions and their programs are given, and vars for both. */
function* writtenTexts(manifest: Manifest): Iterable<Located<string>> {
  for (const { vars } of [manifest, ...values(manifest.profiles), ...values(manifest.platforms)]) yield* values(vars);
  for (const { sources, checksums } of values(manifest.artifacts)) {
    yield* sources;
    if (checksums !== undefined) yield checksums;
  }
  for (const step of values(manifest.steps)) {
    yield* values(step.env);
    for (const attempt of step.attempts) {
      yield* textsIn(attempt.with);
      yield* values(attempt.env);
    }
  }
}

function values<T>(table: Table<T>): readonly T[] {
  return [...table.values()].map(({ value }) => value);
}
