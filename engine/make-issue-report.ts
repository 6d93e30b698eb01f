import { err, ok, type Result } from './base/result.js';
import { doctor, type Doctored } from './doctor/doctor.js';
import { withoutSecrets } from './doctor/without-secrets.js';
import { packageVersion } from './host/package-folder.js';
import { homeFolder } from './host/environment/home-folder.js';
import { loginFiles, stateTexts, type ReportText } from './host/logs/issue-report-texts.js';
import { systemName } from './host/system-name.js';
import { writeIssueReport } from './host/logs/write-issue-report.js';
import { planOnly } from './plan-only.js';
import type { Planned } from './look-at-plan.js';
import { stateFolderOf } from './opening/open-machine.js';
import type { DoctorOptions } from './doctor/open-doctor.js';
import type { Wish } from './opening/prepare.js';
import type { Refusal } from './opening/refusal.js';
import { diagnosticText } from './report/diagnostic-text.js';
import { doctorText } from './report/doctor-text.js';
import { planJson } from './report/plan-json.js';
import { planText } from './report/plan-text.js';

export interface Reported {
  readonly path: string;
  /** The names in it. */
  readonly names: readonly string[];
}

/** One zip for an issue: what the doctor found, plan, manifest, journal and logs, with secrets taken out. */
export async function makeIssueReport(
  wish: Wish,
  options: DoctorOptions & { readonly path: string },
): Promise<Result<Reported, Refusal>> {
  const looked = await doctor(wish, options);
  if (!looked.ok && looked.error.kind === 'no-manifest') return looked;
  const planned = await planOnly(wish);
  const texts = [
    ...doctorTexts(looked),
    ...planTexts(planned),
    ...manifestTexts(planned),
    ...(await stateTexts(stateFolderOf(wish.root))),
  ];
  const { processEnv: env } = options;
  const clean = withoutSecrets({ env, loginFiles: await loginFiles(env, systemName), home: homeFolder() });
  const members = [{ name: 'README.txt', text: readmeText(texts) }, ...texts].map(({ name, text }) => ({
    name,
    text: clean(text),
  }));
  const written = await writeIssueReport(options.path, members);
  if (!written.ok) return err({ kind: 'failure', failure: written.error });
  return ok({ path: options.path, names: members.map(({ name }) => name) });
}

function readmeText(texts: readonly ReportText[]): string {
  return [
    `A report of sam3d-install ${packageVersion()}, made on this host to go with an issue.`,
    'What is secret by its name or form stands as ***, and the folder of the user as ~.',
    'Look through it before you give it away: no program knows every secret.',
    '',
    ...texts.map(({ name }) => name),
    '',
  ].join('\n');
}

function doctorTexts(looked: Result<Doctored, Refusal>): readonly ReportText[] {
  if (!looked.ok) return [{ name: 'doctor.txt', text: `${refusalText(looked.error)}\n` }];
  const { findings } = looked.value;
  return [
    { name: 'doctor.txt', text: `${doctorText(findings)}\n` },
    { name: 'doctor.json', text: `${JSON.stringify({ type: 'doctor', findings }, null, 2)}\n` },
  ];
}

function planTexts(planned: Result<Planned, Refusal>): readonly ReportText[] {
  if (!planned.ok) return [{ name: 'plan.txt', text: `${refusalText(planned.error)}\n` }];
  const { plan, standing } = planned.value;
  return [
    { name: 'plan.txt', text: planText(plan, { standing }) },
    { name: 'plan.json', text: `${JSON.stringify(planJson(plan, { standing }), null, 2)}\n` },
  ];
}

/** Every file that took part, those that could not be understood too. */
function manifestTexts(planned: Result<Planned, Refusal>): readonly ReportText[] {
  const sources = planned.ok
    ? planned.value.sources
    : planned.error.kind === 'manifest'
      ? planned.error.sources
      : new Map<string, string>();
  return [...sources].map(([file, text]) => ({ name: `manifest/${file.replace(/[^\w.-]+/g, '_')}`, text }));
}

function refusalText(refusal: Refusal): string {
  if (refusal.kind !== 'manifest') return JSON.stringify(refusal, null, 2);
  return diagnosticText(refusal.diagnostics, refusal.sources, { color: false, unicode: false });
}
