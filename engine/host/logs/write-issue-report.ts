import { access } from 'node:fs/promises';
import { err, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import { makeZip } from '../rehearsal/make-zip.js';
import { replaceFile } from '../files/replace-file.js';
import type { ReportText } from './issue-report-texts.js';

/** Texts as one zip, written aside and renamed; a file that is there already stays. */
export async function writeIssueReport(
  path: string,
  texts: readonly ReportText[],
): Promise<Result<undefined, FileFailure>> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) return err({ kind: 'file', operation: 'write', path, code: 'EEXIST' });
  return replaceFile(path, makeZip(texts.map(({ name, text }) => ({ name, content: text }))));
}
