import { resolve } from 'node:path';
import { readText } from '../../host/read-text.js';
import { readJournal } from '../../host/journal/journal.js';
import { latestLog, loggedRuns, logOfRun, logsFolder } from '../../host/logs/logs-of-runs.js';
import { stateFolderOf } from '../../opening/open-machine.js';
import { EXIT } from '../exit-code.js';
import type { Flags } from '../options.js';
import { streams } from '../streams.js';

/** `log`: the runs that have logs; `log STEP`: the newest log of that step. */
export async function logCommand(flags: Flags, step?: string): Promise<number> {
  const stateFolder = stateFolderOf(resolve(flags.root));
  const runs = await loggedRuns(stateFolder);
  if (runs.length === 0) {
    streams.talk(
      `error: there are no logs in ${logsFolder(stateFolder)}\nhelp: name the folder that was installed into with --root`,
    );
    return EXIT.failed;
  }
  if (step === undefined) {
    streams.result(runs.map(({ run, folder, steps }) => `${run}  ${folder}\n  ${steps.join(', ')}`).join('\n'));
    return EXIT.done;
  }
  const path = await latestLog(stateFolder, step);
  const text = path === undefined ? undefined : await readText(path);
  if (text?.ok !== true) {
    const known = [...new Set(runs.flatMap(({ steps }) => steps))].sort();
    streams.talk(`error: there is no log of ${step}\nhelp: there are logs of ${known.join(', ')}`);
    return EXIT.failed;
  }
  streams.result(text.value);
  const own = await logOfWork(stateFolder, step);
  if (own !== undefined && own !== path) streams.talk(`what was said when ${step} was done: ${own}`);
  return EXIT.done;
}

/** The newest log can be of a check: that of the run that did the step, where it is still there. */
async function logOfWork(stateFolder: string, step: string): Promise<string | undefined> {
  const journal = await readJournal(stateFolder);
  const run = journal.ok ? journal.value.records().get(step)?.run : undefined;
  return run === undefined ? undefined : logOfRun(stateFolder, run, step);
}
