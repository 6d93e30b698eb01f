import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { platformHere } from '../../test/support/cli.js';
import { wordsOf } from '../look-after.js';
import { cannotInstall, referenceInstall } from '../reference-install.js';
import { startEngine } from '../run-engine.js';
import type { Trial } from '../trial.js';

const MB = 1_000_000;
const MOST_MEMORY_KB = 250 * 1024;
const LARGEST_LOG = 21 * 1024 * 1024;

/** `count`: megabytes that a program of a step says. */
export const childOutput: Trial = {
  name: 'child-output',
  title: 'a program that says gigabytes',
  full: 10_000,
  cannot: cannotInstall,
  async run(scope, { count }) {
    const install = await referenceInstall(scope);
    const script =
      `const line = 'x'.repeat(99) + '\\n'; const chunk = line.repeat(640); let left = ${count} * ${MB};` +
      `const go = () => { while (left > 0) { left -= chunk.length; if (!process.stdout.write(chunk)) return process.stdout.once('drain', go); } }; go()`;
    install.here.write(
      'sam3d-install.yaml',
      `manifest: 1
name: loud
title: A loud install
platforms: { ${platformHere()}: {} }
steps:
  loud: { uses: run, with: { argv: ['${process.execPath}', -e, ${JSON.stringify(script)}] } }
`,
    );
    let peak = 0;
    const engine = startEngine(install, ['--quiet'], { longestMs: 1_200_000 });
    const watch = setInterval(() => (peak = Math.max(peak, peakOf(engine.pid))), 100);
    const end = await engine.ended;
    clearInterval(watch);
    const logs = join(install.here.root, '.sam3d-install', 'logs');
    const sizes = readdirSync(logs, { recursive: true, encoding: 'utf8' })
      .map(name => statSync(join(logs, name)))
      .filter(stat => stat.isFile())
      .map(stat => stat.size);
    const largest = Math.max(...sizes);
    const wrong = [
      ...(end.code === 0 ? [] : [wordsOf(end)]),
      ...(peak > 0 && peak <= MOST_MEMORY_KB ? [] : [`${peak} KiB of memory at the peak`]),
      ...(largest > 0 && largest <= LARGEST_LOG ? [] : [`a log of ${largest} bytes`]),
    ];
    const seconds = Math.round(end.ms / 1000);
    const notes = [
      `${count} MB in ${seconds} s, ${Math.round(peak / 1024)} MiB at the peak, a log of ${largest} bytes`,
    ];
    return { done: count, notes, wrong };
  },
};

/** The most memory that a process has had so far, in KiB. */
function peakOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
