import { resolve } from 'node:path';
import { readText } from '../../host/read-text.js';
import { hostEnvironment } from '../../host/environment/host-environment.js';
import { runInteractive } from '../../host/processes/run-interactive.js';
import { paths } from '../../host/files/paths.js';
import { stateFolderOf } from '../../opening/open-machine.js';
import { parseHandOver } from '../../report/hand-over-text.js';
import { EXIT } from '../exit-code.js';
import type { Flags } from '../options.js';
import { streams } from '../streams.js';

/** What a shell ends with when there is no such program. */
const NOT_STARTED = 127;

/** `run -- CMD`: a command inside the environment, with its exports; ends with what the command ends with. */
export async function runCommand(flags: Flags, program?: string, ...args: readonly string[]): Promise<number> {
  const root = resolve(flags.root);
  const path = paths.join(stateFolderOf(root), 'env.json');
  const text = await readText(path);
  const handOver = text.ok ? parseHandOver(text.value) : undefined;
  if (handOver === undefined || program === undefined) {
    streams.talk(
      `error: no environment stands in ${root}: ${path} ${text.ok ? 'is not one of ours' : 'cannot be read'}`,
    );
    streams.talk('help: install it first, or name its folder with --root');
    return EXIT.refused;
  }
  const ended = await runInteractive([program, ...args], {
    env: handOver.env,
    pathPrepend: handOver.path,
    hostEnv: await hostEnvironment(),
  });
  if ('startError' in ended) {
    streams.talk(
      ended.startError === 'ENOENT'
        ? `error: there is no program ${program}, neither in the environment nor on PATH\nhelp: name one of them, or write a path with a / in it`
        : `error: ${program} could not be started (${ended.startError})`,
    );
    return NOT_STARTED;
  }
  return ended.exitCode;
}
