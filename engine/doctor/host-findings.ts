import { fitsWithoutLongPaths, longPaths } from '../host/files/long-paths.js';
import { graphicsCards } from '../host/probes/probe-host.js';
import { systemFacts } from '../host/probes/system-facts.js';
import { systemName } from '../host/system-name.js';
import type { Finding } from '../model/finding.js';
import { inRange } from '../model/version-range.js';
import type { Doctor } from './open-doctor.js';
import type { Prepared } from '../opening/prepare.js';
import { bytesText } from '../report/amount.js';
import { LONG_PATHS_HELP } from '../opening/windows-root.js';

/** The machine itself: system, C library, graphics card, how long names may be, what the console shows. */
export async function hostFindings(kit: Doctor, prepared: Prepared | undefined): Promise<readonly Finding[]> {
  return [
    systemFinding(),
    ...libcFindings(prepared),
    ...(await graphicsFindings(kit, prepared)),
    await pathsFinding(kit),
    consoleFinding(kit),
  ];
}

function systemFinding(): Finding {
  const { release, processors, memory, node, inside } = systemFacts();
  const where = inside.length === 0 ? '' : `, inside ${inside.join(', inside ')}`;
  const found = `${release}${where}, ${processors} processors, ${bytesText(memory)} of memory, Node ${node}`;
  return { area: 'host', subject: 'system', verdict: 'good', found };
}

function libcFindings(prepared: Prepared | undefined): readonly Finding[] {
  if (prepared?.host.libc === undefined) return [];
  const { libc, glibc = '' } = prepared.host;
  const { glibc: wanted } = prepared.plan.preflight;
  const finding = { area: 'host', subject: 'C library' } as const;
  if (libc === 'musl') {
    return [{ ...finding, verdict: 'note', found: 'not glibc; most packages for Linux are built for glibc' }];
  }
  if (wanted === undefined) return [{ ...finding, verdict: 'good', found: `glibc ${glibc}` }];
  const found = `glibc ${glibc}, ${wanted} needed`;
  if (inRange(glibc, wanted)) return [{ ...finding, verdict: 'good', found }];
  return [{ ...finding, verdict: 'trouble', found, help: 'use a newer Linux distribution, or a container with one' }];
}

async function graphicsFindings(kit: Doctor, prepared: Prepared | undefined): Promise<readonly Finding[]> {
  const cards = await graphicsCards(kit);
  if (cards.length === 0) {
    const found = 'no card with a driver that answers; what needs one is left out';
    return [{ area: 'graphics', subject: 'card', verdict: 'note', found }];
  }
  const { cudaDriver, computeCapability } = prepared?.host ?? {};
  const facts = [
    ...(cudaDriver === undefined ? [] : [`CUDA up to ${cudaDriver}`]),
    ...(computeCapability === undefined ? [] : [`compute capability ${computeCapability}`]),
  ];
  return cards.map(({ name, driver, memory }) => {
    const found = [`driver ${driver}`, memory, ...facts].join(', ');
    return { area: 'graphics', subject: name, verdict: 'good', found };
  });
}

async function pathsFinding(kit: Doctor): Promise<Finding> {
  const finding = { area: 'paths', subject: 'long paths' } as const;
  const allowed = await longPaths(kit, { platform: systemName, cwd: kit.wish.cwd });
  if (allowed === true) return { ...finding, verdict: 'good', found: 'this system allows them' };
  const why = allowed === false ? 'they are switched off' : 'the system does not say whether it allows them';
  const { root } = kit.wish;
  const fits = fitsWithoutLongPaths(root);
  const found = `${why}, and ${root} has ${root.length} characters of 260`;
  const help = LONG_PATHS_HELP;
  return { ...finding, verdict: fits || allowed === undefined ? 'note' : 'trouble', found, ...(!fits && { help }) };
}

function consoleFinding({ options }: Doctor): Finding {
  const found = options.unicode ? 'it shows Unicode' : 'it may not show Unicode, so only ASCII is written';
  return { area: 'console', subject: 'encoding', verdict: options.unicode ? 'good' : 'note', found };
}
