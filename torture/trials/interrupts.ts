import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { platformHere } from '../../test/support/cli.js';
import { eachBlow } from '../each-blow.js';
import { expectedOf, leftRunning, runAgain, wordsOf, type LonelyInstall } from '../look-after.js';
import { cannotInstall, referenceInstall, type ReferenceInstall } from '../reference-install.js';
import { startEngine } from '../run-engine.js';
import type { Scope, Trial } from '../trial.js';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const;
const SIGNAL_NAMES = Object.keys(SIGNALS) as (keyof typeof SIGNALS)[];
const LONGEST_MS = 5000;
/** Of a machine that does something else meanwhile. */
const LEEWAY_MS = 1500;
/** Of some 10 lines before the program talks, and of what it says then. */
const EVENTS = 24;
const SETSID = '/usr/bin/setsid';

/** `count`: interrupts. */
export const interrupts: Trial = {
  name: 'interrupts',
  title: 'INT, TERM and HUP at random times, with stubborn grandchildren that hold the pipe',
  full: 300,
  cannot: () => (existsSync(SETSID) ? cannotInstall() : 'there is no setsid'),
  async run(scope, options) {
    let longestMs = 0;
    // most of the time they wait for what does not obey
    const lanes = 2 * (options.lanes ?? 1);
    const { done, wrong, extent } = await eachBlow(
      { ...options, lanes },
      {
        what: 'interrupts',
        total: Infinity,
        lane: () => stubbornInstall(scope),
        blow: async ({ install, expected, letGo }, n, random) => {
          install.clear();
          rmSync(letGo);
          const name = SIGNAL_NAMES[n % SIGNAL_NAMES.length] ?? 'SIGINT';
          const after = 1 + Math.floor(random() * EVENTS);
          const { end, ms } = await interrupted(install, { name, after, jitter: random() * 50 });
          longestMs = Math.max(longestMs, ms);
          const found = [...leftRunning(install)];
          if (end.code !== SIGNALS[name]) found.push(wordsOf(end));
          if (ms > LONGEST_MS + LEEWAY_MS) found.push(`it took ${Math.round(ms)} ms`);
          writeFileSync(letGo, '');
          found.push(...(await runAgain(install, expected)));
          return found.map(text => `${name} after ${after} events: ${text}`);
        },
      },
    );
    return { done, notes: [extent, `the longest took ${Math.round(longestMs)} ms to end`], wrong };
  },
};

async function stubbornInstall(scope: Scope): Promise<LonelyInstall & { readonly letGo: string }> {
  const install = await referenceInstall(scope);
  const letGo = join(install.here.work, 'let-go');
  install.here.write('sam3d-install.yaml', stubbornManifest(letGo));
  writeFileSync(letGo, '');
  return { install, letGo, expected: await expectedOf(install) };
}

interface Blow {
  readonly name: NodeJS.Signals;
  readonly after: number;
  readonly jitter: number;
}

async function interrupted(install: ReferenceInstall, { name, after, jitter }: Blow) {
  let events = 0;
  let asked = 0;
  const engine = startEngine(install, ['--json'], { onLine: () => (events += 1) === after && void interrupt() });
  const interrupt = async () => {
    await wait(jitter);
    asked = performance.now();
    engine.kill(name);
  };
  const end = await engine.ended;
  return { end, ms: performance.now() - asked };
}

/** A program that obeys nobody, with a child that holds its pipe and another in a session of its own, until it is let go. */
function stubbornManifest(letGo: string): string {
  const forever = 'while :; do /bin/sleep 0.1; done';
  const script = [
    `trap '' TERM INT HUP`,
    `if [ ! -e '${letGo}' ]; then (${forever}) & ${SETSID} /bin/sh -c '${forever}' & while :; do echo busy; /bin/sleep 0.02; done; fi`,
    'echo done > stubborn.txt',
  ].join('; ');
  return `manifest: 1
name: stubborn
title: A stubborn install
platforms: { ${platformHere()}: {} }
steps:
  before: { uses: write, with: { path: before.txt, text: before } }
  stubborn: { uses: run, needs: [before], with: { argv: [/bin/sh, -c, ${JSON.stringify(script)}], creates: [stubborn.txt] } }
  after: { uses: write, needs: [stubborn], with: { path: after.txt, text: after } }
`;
}
