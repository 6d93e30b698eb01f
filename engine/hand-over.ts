import type { RunSummary } from './model/outcome.js';
import type { Plan } from './model/plan.js';
import { osOf } from './model/platform.js';
import type { Machine } from './open-machine.js';
import { handOverTexts, type HandOver } from './report/hand-over-text.js';

/** Writes what a program that uses the environment must know; the path of `env.json`, or undefined when it cannot be written. */
export async function writeHandOver(plan: Plan, summary: RunSummary, machine: Machine): Promise<string | undefined> {
  const texts = handOverTexts(handOverOf(plan, summary));
  for (const [name, text] of Object.entries(texts)) {
    const path = machine.paths.join(machine.stateFolder, name);
    const before = await machine.files.readText(path);
    if (before.ok && before.value === text) continue;
    const written = await machine.files.writeText(path, text);
    if (!written.ok) return undefined;
  }
  return machine.paths.join(machine.stateFolder, 'env.json');
}

function handOverOf(plan: Plan, { exports }: RunSummary): HandOver {
  const { PATH: path, ...env } = exports;
  const separator = osOf(plan.platform) === 'windows' ? ';' : ':';
  return {
    name: plan.name,
    platform: plan.platform,
    profile: plan.profile,
    root: plan.root,
    path: path === undefined ? [] : path.split(separator).filter(folder => folder !== ''),
    env,
  };
}
