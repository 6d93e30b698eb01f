import { countText } from './amount.js';
import { printable } from './printable.js';

/** What a manifest that nobody has agreed to would do, for the one who is asked. */
export function unknownText(unknown: {
  readonly files: readonly string[];
  readonly sha256: string;
  readonly hosts: readonly string[];
  readonly commands: readonly string[];
  readonly writes: readonly string[];
}): readonly string[] {
  const { files, sha256, hosts, commands, writes } = unknown;
  const more = commands.length - MOST_COMMANDS;
  return [
    `${files.join(', ')} came from elsewhere (sha256 ${sha256}). It would`,
    `  ask ${hosts.length === 0 ? 'no host' : hosts.join(', ')}`,
    ...commands.slice(0, MOST_COMMANDS).map(command => `  ${printable(command, { unicode: false })}`),
    ...(more > 0 ? [`  and ${countText(more, 'more command')}: plan shows them all`] : []),
    `  write to ${writes.join(' and ')}`,
  ];
}

const MOST_COMMANDS = 20;
