import { inFileOrder, type Diagnostic } from '../base/diagnostic.js';
import type { Manifest } from '../model/manifest.js';
import { RULES } from './rules.js';
import { subjectOf, type AnalysisContext } from './subject.js';

/** Everything that is wrong with a manifest beyond its shape, all at once, in file order. */
export function analyse(manifest: Manifest, context: AnalysisContext): readonly Diagnostic[] {
  const subject = subjectOf(manifest, context);
  return inFileOrder(
    RULES.flatMap(rule => rule.check(subject)),
    [...manifest.sources.keys()],
  );
}
