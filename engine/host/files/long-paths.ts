import type { Probes, Processes } from '../../model/ports.js';

/** How far below a root packages reach: compiled modules of the largest ones, and what lies around them. */
export const DEEPEST = 170;

/** Windows counts the end of a name too. */
const LONGEST = 259;

/** Whether everything below a root can be named on a Windows that ends names at 260 characters. */
export function fitsWithoutLongPaths(root: string): boolean {
  return root.length + 1 + DEEPEST <= LONGEST;
}

/** Whether names of more than 260 characters can be used here; undefined where the system does not say. */
export async function longPaths(
  { probes, processes }: { readonly probes: Probes; readonly processes: Processes },
  { platform, cwd }: { readonly platform: string; readonly cwd: string },
): Promise<boolean | undefined> {
  if (platform !== 'win32') return true;
  const tool = await probes.which('reg', ['C:\\Windows\\System32']);
  if (tool === undefined) return undefined;
  const watch = { signal: AbortSignal.timeout(5000), output: () => undefined };
  const asked = await processes.run({ argv: [tool, 'query', KEY, '/v', VALUE], cwd, env: {} }, watch);
  // where the value was never set
  if (!asked.ok) return asked.error.kind === 'command' && asked.error.exitCode === 1 ? false : undefined;
  const value = /LongPathsEnabled\s+REG_DWORD\s+0x([0-9a-f]+)/i.exec(asked.value.stdout)?.[1];
  return value === undefined ? undefined : Number.parseInt(value, 16) !== 0;
}

const KEY = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem';
const VALUE = 'LongPathsEnabled';
