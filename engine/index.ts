/** The public API: what a program that embeds the engine may rely on. */
export { install } from './install.js';
export { planOnly } from './plan-only.js';
export type { Installed, RunOptions } from './run-options.js';
export type { Planned } from './look-at-plan.js';
export { rehearse, type Rehearsed } from './rehearse.js';
export { statusOf, type Status } from './status.js';
export { verifyRoot, type Verified, type VerifyOptions } from './verify.js';
export { readManifest, type ReadManifest } from './opening/read-manifest.js';
export type { Wish } from './opening/prepare.js';
export type { Refusal } from './opening/refusal.js';
export type { Event } from './model/event.js';
export type { Plan } from './model/plan.js';
export type { RunSummary } from './model/outcome.js';
export type { Diagnostic } from './base/diagnostic.js';
export { diagnosticText } from './report/diagnostic-text.js';
export { planText } from './report/plan-text.js';
export { summaryText } from './report/summary-text.js';
