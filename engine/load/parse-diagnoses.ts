import type { Diagnostic } from '../base/diagnostic.js';
import { ok, type Result } from '../base/result.js';
import type { DiagnoseRule } from '../model/manifest.js';
import { entryOf } from '../model/tree.js';
import { decodeDiagnosis } from './decode-diagnosis.js';
import { parseTree } from './parse-tree.js';
import { itemsAt } from './tree-readers.js';

/** The rules that every manifest has. The file comes with the program: its shape is held by a test, not here. */
export function parseDiagnoses(file: string, text: string): Result<readonly DiagnoseRule[], readonly Diagnostic[]> {
  const parsed = parseTree(file, text, { opening: 'diagnoses: 1' });
  return parsed.ok ? ok(itemsAt(entryOf(parsed.value.tree, 'diagnose')?.value).map(decodeDiagnosis)) : parsed;
}
