import { platformOf, thisMachine } from '../host/probes/probe-host.js';
import { EXIT, type ExitCode } from './exit-code.js';
import type { Flags } from './options.js';
import { streams } from './streams.js';

/** The flags of a run, which is for the host that it is on; for another platform there can only be a plan, and that is said. */
export function forThisHost({ platform, ...flags }: Flags, command: string): Flags | ExitCode {
  const here = platformOf(thisMachine());
  if (platform === undefined || here === undefined || platform === here) return flags;
  streams.talk(`error: this host is ${here}, so that ${command} cannot be for ${platform}`);
  streams.talk(`help: to see what would run there: sam3d-install plan --platform ${platform}`);
  return EXIT.usage;
}
