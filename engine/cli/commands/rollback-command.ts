import { resolve } from 'node:path';
import { keptText } from '../../report/kept-text.js';
import { keptEnvironments, rollback } from '../../rollback.js';
import { EXIT } from '../exit-code.js';
import { listenForInterruption } from '../interruption.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { streams } from '../streams.js';
import { cacheFolderOf, holderOf } from '../wish.js';

/** `rollback [run]`: the previous environment back, or the named one; `--list`: what there is. */
export async function rollbackCommand(flags: Flags, run?: string): Promise<number> {
  const root = resolve(flags.root);
  if (flags.list) return list(root, flags);
  const interruption = listenForInterruption(streams.talk);
  const done = await rollback(root, run, {
    holder: holderOf(),
    cacheFolder: cacheFolderOf(flags),
    onNotice: streams.talk,
    patience: { wait: flags.wait, signal: interruption.signal, onWait: streams.talk },
  });
  interruption.release();
  if (!done.ok) return interruption.exitCode() ?? showRefusal(done.error, flags);
  const { back, leaving } = done.value;
  if (flags.json) streams.result(JSON.stringify({ type: 'rolled-back', ...done.value }));
  else if (!flags.quiet) {
    streams.result(`back: ${keptText(back)}`);
    streams.talk(`help: rollback ${leaving} brings back what stood until now`);
  }
  return EXIT.done;
}

async function list(root: string, flags: Flags): Promise<number> {
  const known = await keptEnvironments(root);
  if (!known.ok) return showRefusal(known.error, flags);
  if (flags.json) streams.result(JSON.stringify({ type: 'kept', kept: known.value }));
  else if (known.value.length > 0) streams.result(known.value.map(keptText).join('\n'));
  else streams.talk(`no earlier environment is kept in ${root}`);
  return EXIT.done;
}
