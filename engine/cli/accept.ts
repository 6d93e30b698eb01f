import type { Accept } from '../opening/trust.js';
import { unknownText } from '../report/unknown-text.js';
import { askYesOrNo } from './ask-yes-or-no.js';
import type { Flags } from './options.js';
import { streams } from './streams.js';

/** How a manifest from elsewhere is agreed to: by `--yes`, or by an answer at the terminal. */
export function acceptWith(flags: Pick<Flags, 'yes' | 'json'>): Accept {
  return async unknown => {
    if (flags.yes) return true;
    if (process.stdin.isTTY !== true || flags.json) return false;
    streams.talk(unknownText(unknown).join('\n'));
    return (await askYesOrNo('install it? it is asked once for this content')) === true;
  };
}
