import type { Probes, Processes } from '../model/ports.js';

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
  if (!asked.ok) return undefined;
  const value = /LongPathsEnabled\s+REG_DWORD\s+0x([0-9a-f]+)/i.exec(asked.value.stdout)?.[1];
  return value === undefined ? undefined : Number.parseInt(value, 16) !== 0;
}

const KEY = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem';
const VALUE = 'LongPathsEnabled';
