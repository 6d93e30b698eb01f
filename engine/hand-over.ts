import { digest } from './host/digest.js';
import type { RunSummary } from './model/outcome.js';
import type { Plan } from './model/plan.js';
import { osOf } from './model/platform.js';
import type { Machine } from './opening/open-machine.js';
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

/** The names of what is handed over, in the state folder. */
export const HAND_OVER = ['env.json', 'activate.sh', 'activate.bat', 'activate.ps1'];

/** What all of it says, as it stands. */
export async function handOverDigest(
  { files, paths }: Pick<Machine, 'files' | 'paths'>,
  stateFolder: string,
): Promise<string> {
  const texts = await Promise.all(HAND_OVER.map(name => files.readText(paths.join(stateFolder, name))));
  return digest(JSON.stringify(texts.map(text => (text.ok ? text.value : null))));
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
