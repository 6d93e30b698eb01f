import { homeFolder } from '../host/environment/home-folder.js';
import { readSettings, settingsFile } from '../host/environment/settings-file.js';
import { systemName } from '../host/system-name.js';
import type { Finding } from '../model/finding.js';
import type { DoctorOptions } from './open-doctor.js';

interface Seen {
  readonly options: Pick<DoctorOptions, 'processEnv'>;
}

/** Which flags a settings file of the user's sets: their values may be secret. */
export function settingsFindings({ options: { processEnv } }: Seen): readonly Finding[] {
  const path = settingsFile(processEnv, systemName, { home: homeFolder() });
  const names = readSettings(path)
    .split(/\r\n|\n|\r/)
    .flatMap(line => /^\s*(?:--)?([a-z][a-z-]*)\s*=/.exec(line)?.[1] ?? []);
  if (names.length === 0) return [];
  const found = `it sets, each time, ${[...new Set(names)].join(', ')}`;
  return [{ area: 'host', subject: path, verdict: 'note', found }];
}
