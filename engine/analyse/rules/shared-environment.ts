import type { Located } from '../../base/span.js';
import type { AttemptSpec, StepSpec } from '../../model/manifest.js';
import { expandText } from '../../model/names.js';
import { plainValue } from '../../model/plain-value.js';
import type { JsonObject } from '../../model/value.js';
import { narrow } from '../domains.js';
import { outgoingEdges, type Edge } from '../edges.js';
import { rule } from '../rule.js';
import type { Subject, Target } from '../subject.js';
import { textsIn } from '../texts.js';

export const sharedEnvironment = rule({
  code: 'shared-environment',
  severity: 'error',
  about: 'two steps make an environment in one folder, so that each takes it from the other',
  *find(subject) {
    const made = environmentsOf(subject);
    if (new Set(made.map(({ step }) => step)).size < 2) return;
    const outgoing = outgoingEdges(subject.edges);
    const seen = new Set<StepSpec>();
    for (const target of subject.combinations) {
      for (const [first, second] of pairsOn(target, made)) {
        if (seen.has(second.step)) continue;
        const adds = first.kind === second.kind && second.adds;
        const isOrdered = reaches(first.step, second.step, outgoing) || reaches(second.step, first.step, outgoing);
        if (adds && isOrdered) continue;
        seen.add(second.step);
        yield {
          message: `\`${second.step.id}\` makes its environment in the folder of \`${first.step.id}\``,
          span: second.prefix.span,
          help: adds
            ? `let it need \`${first.step.id}\`, whose environment it then adds to, or give it a folder of its own`
            : 'give it a folder of its own, or leave one of the two out',
          related: [{ message: `that of \`${first.step.id}\``, span: first.prefix.span }],
        };
      }
    }
  },
});

/** An attempt by which a step first makes its environment: what stands in for it makes the same one. */
interface Environment {
  readonly step: StepSpec;
  readonly attempt: AttemptSpec;
  readonly kind: string;
  readonly prefix: Located<string>;
  /** Whether it can add to an environment that stands. */
  readonly adds: boolean;
}

function environmentsOf({ manifest, kinds }: Subject): readonly Environment[] {
  return [...manifest.steps.values()].flatMap(({ value: step }) =>
    step.attempts.flatMap(attempt => {
      const kind = attempt.uses.value;
      const action = kinds.get(kind);
      if (action?.outputs['prefix'] === undefined) return [];
      const params = plainValue(attempt.with) as JsonObject;
      const folders = action.locks(params);
      const prefix = textsIn(attempt.with).find(({ value }) => folders.includes(value));
      return prefix === undefined ? [] : [{ step, attempt, kind, prefix, adds: 'packages' in params }];
    }),
  );
}

/** Two steps that one host can run, by the attempts that they come to first there. */
function* pairsOn(
  { domains, names }: Target,
  made: readonly Environment[],
): Iterable<readonly [Environment, Environment]> {
  const byFolder = new Map<string, Environment[]>();
  const met = new Set<StepSpec>();
  for (const environment of made) {
    const { step, attempt, prefix } = environment;
    const taken = met.has(step) ? undefined : narrow(domains, step.when);
    const held = taken && narrow(taken, attempt.when);
    const folder = held && expandText(prefix.value, names);
    if (folder === undefined || held === undefined) continue;
    met.add(step);
    const others = byFolder.get(normalised(folder)) ?? [];
    byFolder.set(normalised(folder), others);
    for (const other of others) {
      const both = narrow(held, other.step.when);
      if (both !== undefined && narrow(both, other.attempt.when) !== undefined) {
        yield [other, environment];
        break;
      }
    }
    others.push(environment);
  }
}

function normalised(folder: string): string {
  return folder
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/');
}

function reaches(from: StepSpec, to: StepSpec, outgoing: ReadonlyMap<string, readonly Edge[]>): boolean {
  const met = new Set([from.id]);
  for (const id of met) for (const edge of outgoing.get(id) ?? []) met.add(edge.to.id);
  return met.has(to.id);
}
