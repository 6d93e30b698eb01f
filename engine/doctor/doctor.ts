import { countText } from '../report/amount.js';
import { err, ok, type Result } from '../base/result.js';
import { redacted } from '../base/redacted.js';
import { diskFindings } from './disk-findings.js';
import { hostFindings } from './host-findings.js';
import { leakFindings } from './leak-findings.js';
import { networkFindings } from './network-findings.js';
import { openDoctor, type DoctorOptions } from './open-doctor.js';
import { settingsFindings } from './settings-findings.js';
import { toolFindings } from './tool-findings.js';
import { FINDING_AREAS, type Finding } from '../model/finding.js';
import { prepare, type Prepared, type Wish } from '../opening/prepare.js';
import { readManifest, type ReadManifest } from '../opening/read-manifest.js';
import type { Refusal } from '../opening/refusal.js';
import { planRefusalText } from '../report/plan-refusal-text.js';

export interface Doctored {
  readonly findings: readonly Finding[];
  /** Absent where none is made for this host. */
  readonly prepared?: Prepared;
}

/** Looks at everything of this host that an installation depends on, and at what it shuts out. Changes nothing. */
export async function doctor(wish: Wish, options: DoctorOptions): Promise<Result<Doctored, Refusal>> {
  const read = await readManifest(wish.manifest, wish.cwd);
  if (!read.ok) return read;
  const prepared = await prepare(wish);
  if (!prepared.ok && prepared.error.kind !== 'plan' && prepared.error.kind !== 'host') return err(prepared.error);
  const kit = openDoctor(wish, options);
  const plan = prepared.ok ? prepared.value.plan : undefined;
  const found = await Promise.all([
    hostFindings(kit, prepared.ok ? prepared.value : undefined),
    diskFindings(kit, plan),
    toolFindings(kit, plan),
    networkFindings(kit, read.value, plan),
    leakFindings(kit),
  ]);
  const findings = [...settingsFindings(kit), ...manifestFindings(read.value, prepared), ...found.flat()].map(
    withoutSecrets,
  );
  return ok({ findings: inOrder(findings), ...(prepared.ok && { prepared: prepared.value }) });
}

function manifestFindings({ manifest, warnings }: ReadManifest, prepared: Result<Prepared, Refusal>): Finding[] {
  const them = warnings.length === 1 ? 'it' : 'them';
  const count =
    warnings.length === 0
      ? ''
      : `, with ${countText(warnings.length, 'warning')} (sam3d-install validate shows ${them})`;
  const valid: Finding = { area: 'manifest', subject: manifest.file, verdict: 'good', found: `it is valid${count}` };
  return [valid, planFinding(prepared)];
}

function planFinding(prepared: Result<Prepared, Refusal>): Finding {
  if (prepared.ok) {
    const { platform, profile, profileReason } = prepared.value.plan;
    return {
      area: 'manifest',
      subject: 'profile',
      verdict: 'good',
      found: `${platform}, ${profile}: ${profileReason}`,
    };
  }
  const { message, help } = reasonOf(prepared.error);
  return { area: 'manifest', subject: 'profile', verdict: 'trouble', found: message, help };
}

function reasonOf(refusal: Refusal): { readonly message: string; readonly help: string } {
  if (refusal.kind === 'plan') return planRefusalText(refusal.refusal);
  return refusal.kind === 'host'
    ? { message: refusal.reason, help: refusal.help }
    : { message: refusal.kind, help: '' };
}

function withoutSecrets(finding: Finding): Finding {
  const { subject, found, help } = finding;
  return { ...finding, subject: redacted(subject), found: redacted(found), ...(help && { help: redacted(help) }) };
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return FINDING_AREAS.flatMap(area => findings.filter(finding => finding.area === area));
}
