import { redacted } from '../base/redacted.js';
import { isAccepted, rememberAccepted } from '../host/accepted-manifests.js';
import { readText } from '../host/read-text.js';
import { digest } from '../host/digest.js';
import type { Plan } from '../model/plan.js';
import { writtenValue, type Json } from '../model/value.js';
import type { Prepared } from './prepare.js';
import { lockfilePathOf } from './lockfile-path.js';
import type { Refusal } from './refusal.js';

/** A manifest that nobody here has agreed to, and what it would do. */
export interface Unknown {
  readonly files: readonly string[];
  /** Of all of them together, with the lock. */
  readonly sha256: string;
  readonly hosts: readonly string[];
  readonly commands: readonly string[];
  /** Folders that are written to. */
  readonly writes: readonly string[];
}

/** Whether the user agrees to it. */
export type Accept = (unknown: Unknown) => Promise<boolean>;

interface TrustOptions {
  readonly cacheFolder: string;
  readonly accept?: Accept;
}

/** Before anything of a manifest from elsewhere is executed, the user has agreed to its very content, once. */
export async function distrust(
  { plan, foreign }: Pick<Prepared, 'plan' | 'foreign'>,
  { cacheFolder, accept }: TrustOptions,
): Promise<Refusal | undefined> {
  if (await isTrusted(foreign, cacheFolder)) return undefined;
  const sha256 = await sumOf(foreign);
  const unknown = {
    files: [...foreign.keys()],
    sha256,
    hosts: hostsOf(plan),
    commands: commandsOf(plan),
    writes: [plan.root, cacheFolder],
  };
  if ((await accept?.(unknown)) !== true) return refusal(unknown);
  const remembered = await rememberAccepted(cacheFolder, sha256);
  return remembered.ok ? undefined : { kind: 'failure', failure: remembered.error };
}

/** Whether nobody has to be asked about these texts: there are none, or the user has agreed to them before. */
export async function isTrusted(foreign: Prepared['foreign'], cacheFolder: string): Promise<boolean> {
  return foreign.size === 0 || isAccepted(cacheFolder, await sumOf(foreign));
}

async function sumOf(foreign: Prepared['foreign']): Promise<string> {
  return digest(JSON.stringify(await contentOf(foreign)));
}

/** The texts that were read, wherever they lie; the lock counts, since its hashes are believed. */
async function contentOf(foreign: Prepared['foreign']): Promise<readonly (string | null)[]> {
  const locks = await Promise.all([...foreign.keys()].map(path => readText(lockfilePathOf(path))));
  return [...foreign.values(), ...locks.map(lock => (lock.ok ? lock.value : null))];
}

function refusal({ files, sha256 }: Unknown): Refusal {
  const which = files.join(', ');
  return {
    kind: 'host',
    reason: `the manifest ${which} came from elsewhere, and nobody here has agreed to it (sha256 ${sha256})`,
    help: 'look at it with plan, which executes nothing, then agree to it once with --yes',
  };
}

function hostsOf({ artifacts, steps }: Plan): readonly string[] {
  const texts = [
    ...[...artifacts.values()].flatMap(({ sources }) => sources),
    ...steps.flatMap(({ attempts }) => attempts.flatMap(({ params }) => textsIn(writtenValue(params)))),
  ];
  const hosts = texts.flatMap(text =>
    [...text.matchAll(/https?:\/\/(?:[^/@\s]*@)?([^/\s?#]+)/g)].map(([, host = '']) => host),
  );
  return [...new Set(hosts)].sort();
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** In the plan's order: what is done, each in its sentence, and what its checks run. */
function commandsOf({ steps }: Plan): readonly string[] {
  return steps.flatMap(({ attempts, verify }) => [
    ...attempts.map(({ description }) => description),
    ...verify.flatMap(check =>
      check.kind === 'run' ? [redacted(`run ${textsIn(writtenValue([...check.argv])).join(' ')}`)] : [],
    ),
  ]);
}
