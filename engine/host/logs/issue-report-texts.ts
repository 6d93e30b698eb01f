import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { homeFolder } from '../environment/home-folder.js';
import { variable, type HostEnv } from '../environment/host-env.js';
import { loggedRuns, logFileName } from './logs-of-runs.js';
import { pipSettingsFiles } from '../environment/pip-settings.js';

/** A text of a report, under the name that it has there. */
export interface ReportText {
  readonly name: string;
  readonly text: string;
}

const MOST_RUNS = 5;
const FROM_START = 64 * 1024;
const FROM_END = 1024 * 1024;

/** The journal and the logs of the newest runs; of a long one its beginning and its end. */
export async function stateTexts(stateFolder: string): Promise<readonly ReportText[]> {
  const runs = (await loggedRuns(stateFolder)).slice(0, MOST_RUNS);
  const files = [
    { name: 'journal.ndjson', path: join(stateFolder, 'journal.ndjson') },
    ...runs.flatMap(({ run, folder, steps }) =>
      steps.map(step => ({ name: `logs/${run}/${logFileName(step)}`, path: join(folder, logFileName(step)) })),
    ),
  ];
  const texts = await Promise.all(files.map(async ({ name, path }) => ({ name, text: await endsOf(path) })));
  return texts.flatMap(({ name, text }) => (text === undefined ? [] : [{ name, text }]));
}

/** Texts of this host's files that hold logins: to know what must not be in a report. */
export async function loginFiles(env: HostEnv, platform: string): Promise<readonly string[]> {
  const named = variable(env, 'NETRC', platform);
  const own = ['.netrc', '_netrc', '.git-credentials'].map(name => join(homeFolder(), name));
  const files = [...(named === undefined ? [] : [named]), ...own, ...pipSettingsFiles(env, platform)];
  return Promise.all(files.map(file => readFile(file, 'utf8').catch(() => '')));
}

async function endsOf(path: string): Promise<string | undefined> {
  const size = await stat(path).then(
    found => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
  if (size === undefined) return undefined;
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return undefined;
  const part = async (from: number, length: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
    return buffer.subarray(0, bytesRead).toString('utf8');
  };
  try {
    if (size <= FROM_START + FROM_END) return await part(0, size);
    const left = `\n... ${size - FROM_START - FROM_END} bytes are left out ...\n`;
    return `${await part(0, FROM_START)}${left}${await part(size - FROM_END, FROM_END)}`;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}
