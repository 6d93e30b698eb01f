import { leakedVariable } from './leaked-variable.js';
import { droppedVariables } from '../host/environment/child-environment.js';
import { rcFiles } from '../host/environment/rc-files.js';
import { systemName } from '../host/system-name.js';
import type { Finding } from '../model/finding.js';
import type { Doctor } from './open-doctor.js';

/** Variables and settings files of the host that no tool of an installation gets to see, and what they would have done. */
export async function leakFindings({ options }: Doctor): Promise<readonly Finding[]> {
  const { processEnv } = options;
  const variables = droppedVariables(processEnv, systemName).map((name): Finding => {
    return {
      ...LEAK,
      subject: name,
      found: `kept out; ${leakedVariable(name)}: ${shown(name, processEnv[name] ?? '')}`,
    };
  });
  const files = (await rcFiles(processEnv, systemName)).map(({ path, changes, kept, heeded }): Finding => {
    if (heeded)
      return { ...LEAK, subject: path, found: `not kept out; ${changes}`, help: 'move it away for the while' };
    return {
      ...LEAK,
      subject: path,
      found: `kept out; ${changes}${kept === undefined ? '' : `; followed is ${kept}`}`,
    };
  });
  const found = [...variables, ...files];
  if (found.length > 0) return found;
  return [
    { area: 'leaks', subject: 'variables and settings files', verdict: 'good', found: 'none that tools would follow' },
  ];
}

const LEAK = { area: 'leaks', verdict: 'note' } as const;

const LONGEST = 120;

/** What is secret by its name is not shown at all. */
function shown(name: string, value: string): string {
  if (/TOKEN|SECRET|PASS|CREDENTIAL|(^|_)KEY/i.test(name)) return '***';
  const line = value.replace(/[\x00-\x1f]+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}
