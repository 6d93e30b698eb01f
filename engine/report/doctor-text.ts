import type { Finding } from '../model/finding.js';
import { countText } from './amount.js';

const SIGNS = { good: '+', note: '-', trouble: '!' } as const;

/** What was found, an area a block: `+` good, `-` worth knowing, `!` in the way. */
export function doctorText(findings: readonly Finding[]): string {
  const areas = [...new Set(findings.map(({ area }) => area))];
  const blocks = areas.map(area =>
    [area, ...findings.filter(finding => finding.area === area).flatMap(findingLines)].join('\n'),
  );
  return [...blocks, closing(findings)].join('\n');
}

function findingLines({ subject, verdict, found, help }: Finding): readonly string[] {
  const lines = [`  ${SIGNS[verdict]} ${subject}: ${found}`];
  return verdict === 'good' || help === undefined || help === '' ? lines : [...lines, `    help: ${help}`];
}

function closing(findings: readonly Finding[]): string {
  const troubles = findings.filter(({ verdict }) => verdict === 'trouble').length;
  return troubles === 0 ? 'nothing is in the way' : `${countText(troubles, 'thing')} in the way, marked with !`;
}
