import { inFileOrder, type Diagnostic } from '../base/diagnostic.js';
import type { Manifest } from '../model/manifest.js';
import { RULES } from './rules.js';
import { subjectOf, type AnalysisContext } from './subject.js';

/** Everything that is wrong with a manifest beyond its shape, all at once, in file order. */
export function analyse(manifest: Manifest, context: AnalysisContext): readonly Diagnostic[] {
  const subject = subjectOf(manifest, context);
  const findings = RULES.flatMap(rule => rule.check(subject));
  return inFileOrder(onceEach(findings), [...manifest.sources.keys()]);
}

/** What stands under an anchor is met once for each alias. */
function onceEach(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return findings.filter(({ code, span, message }) => {
    const id = JSON.stringify([code, span.file, span.start.offset, message]);
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew;
  });
}
