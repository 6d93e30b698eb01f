import type { DiagnoseRule } from '../model/manifest.js';
import type { Tree } from '../model/tree.js';
import { childOf, mapAt, optional, textAt } from './tree-readers.js';

/** One rule of `diagnose`. */
export function decodeDiagnosis(item: Tree): DiagnoseRule {
  const tree = mapAt(item);
  return {
    match: textAt(childOf(tree, 'match')),
    cause: textAt(childOf(tree, 'cause')),
    remedy: textAt(childOf(tree, 'remedy')),
    ...optional(tree, 'more', textAt),
    span: tree.span,
  };
}
