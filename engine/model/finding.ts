/** What was looked at, in the order in which it is told. */
export const FINDING_AREAS = [
  'host',
  'manifest',
  'graphics',
  'disk',
  'paths',
  'console',
  'python',
  'compilers',
  'network',
  'leaks',
] as const;
export type FindingArea = (typeof FINDING_AREAS)[number];

/** One thing that was looked at on this host, and what that means for an installation. */
export interface Finding {
  readonly area: FindingArea;
  /** What was looked at, such as the address of a server. */
  readonly subject: string;
  /** `note`: worth knowing, nothing is in the way. `trouble`: an installation will fail by it, or may. */
  readonly verdict: 'good' | 'note' | 'trouble';
  /** In words. */
  readonly found: string;
  /** What to do about it. */
  readonly help?: string;
}
