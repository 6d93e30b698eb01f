import { redacted } from '../../base/redacted.js';
import { err, ok, type Result } from '../../base/result.js';
import type { PolicyFailure } from '../../model/failure.js';
import type { PlainRule } from './plain-rule.js';

/** An address that may be asked: https, or plain http where that is allowed. */
export function openable(asked: string, mayBePlain: PlainRule): Result<URL, PolicyFailure> {
  const url = URL.canParse(asked) ? new URL(asked) : undefined;
  if (url !== undefined && (url.protocol === 'https:' || mayBePlain(url))) return ok(url);
  const what = url === undefined ? 'a URL' : 'an https URL';
  return err({ kind: 'policy', rule: 'https', detail: `${redacted(asked)} is not ${what}` });
}
