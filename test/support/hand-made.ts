import type { Located, Span } from '../../engine/base/span.js';
import { defineAction, type Action } from '../../engine/model/action.js';
import type { AttemptSpec, Manifest, ProfileSpec, StepSpec, Table, When } from '../../engine/model/manifest.js';
import { PLATFORMS, type Platform } from '../../engine/model/platform.js';

/** Manifests as values, for what needs no text: nothing in them has a place. */

const NOWHERE = { line: 1, column: 1, offset: 0 };
export const SPAN: Span = { file: 'manifest.yaml', start: NOWHERE, end: NOWHERE };

export function at<T>(value: T): Located<T> {
  return { value, span: SPAN };
}

export function table<T>(entries: Readonly<Record<string, T>>): Table<T> {
  return new Map(Object.entries(entries).map(([name, value]) => [name, { key: at(name), value }]));
}

export function when(facts: Readonly<Record<string, string | readonly string[]>>): When {
  return table(
    Object.fromEntries(
      Object.entries(facts).map(([fact, wanted]) => [fact, (typeof wanted === 'string' ? [wanted] : wanted).map(at)]),
    ),
  );
}

export function attempt(uses: string, given: Partial<AttemptSpec> = {}): AttemptSpec {
  return {
    uses: at(uses),
    with: { kind: 'map', entries: [], span: SPAN },
    when: new Map(),
    needs: [],
    after: ['absent', 'refused', 'failed'],
    timeout: {},
    env: new Map(),
    estimate: {},
    span: SPAN,
    ...given,
  };
}

export function step(id: string, given: Partial<StepSpec> = {}): StepSpec {
  return {
    id,
    needs: [],
    when: new Map(),
    onDemand: false,
    optional: false,
    env: new Map(),
    attempts: [attempt('run')],
    verify: [],
    exports: new Map(),
    estimate: {},
    span: SPAN,
    ...given,
  };
}

export function profile(name: string, given: Partial<ProfileSpec> = {}): ProfileSpec {
  return { name, when: new Map(), assumes: new Map(), versions: new Map(), vars: new Map(), span: SPAN, ...given };
}

export function manifestOf(steps: readonly StepSpec[], given: Partial<Manifest> = {}): Manifest {
  return {
    file: SPAN.file,
    sources: new Map(),
    name: at('example'),
    title: at('example'),
    versions: new Map(),
    vars: new Map(),
    profiles: new Map(),
    releases: new Map(),
    compatibility: [],
    options: new Map(),
    paths: new Map(),
    platforms: platforms(...PLATFORMS),
    preflight: {},
    userAgents: new Map(),
    artifacts: new Map(),
    steps: table(Object.fromEntries(steps.map(value => [value.id, value]))),
    diagnose: [],
    rehearsal: { packages: new Map() },
    span: SPAN,
    ...given,
  };
}

export function platforms(...names: readonly Platform[]): Manifest['platforms'] {
  return table(
    Object.fromEntries(
      names.map(name => [name, { name, versions: new Map(), vars: new Map(), notes: [], span: SPAN }]),
    ),
  );
}

/** A kind that does nothing and gives these outputs. */
export function kind(name: string, outputs: readonly string[] = [], interpreter = false): Action {
  return defineAction({
    kind: name,
    summary: name,
    params: { type: 'object' },
    examples: { accepts: [], rejects: [] },
    outputs: Object.fromEntries(outputs.map(output => [output, output])),
    interpreter,
    describe: () => name,
    run: async () => ({ ok: true, value: { outputs: {}, files: [] } }),
  });
}
