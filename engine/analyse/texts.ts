import type { Result } from '../base/result.js';
import type { Located, Span } from '../base/span.js';
import type { AttemptSpec, CheckSpec, Manifest, StepSpec, Table } from '../model/manifest.js';
import {
  parseTemplate,
  referencesOf,
  type Template,
  type TemplateError,
  type TemplateReference,
} from '../model/template.js';
import type { Tree } from '../model/tree.js';
import { placesIn, type Places } from './places.js';

/** A text of the manifest that holds a `${`, cut at its references. */
export interface Text {
  readonly written: Located<string>;
  readonly template: Result<Template, TemplateError>;
  readonly place: Places;
  readonly use: Use;
}

/**
 * What a text is for. `literal`: it is taken as it stands. `early`: it is needed before anything has run.
 * `step`: it may wait for outputs of steps.
 */
export type Use =
  { readonly kind: 'literal'; readonly what: string } | { readonly kind: 'early'; readonly what: string } | StepUse;

export interface StepUse {
  readonly kind: 'step';
  readonly step: StepSpec;
  /** Absent: the text is of the step as a whole. */
  readonly attempt?: AttemptSpec;
  /** Checks and exports come after an attempt, so they may use their own step's outputs. */
  readonly after: boolean;
}

/** Every text of the manifest in which a reference stands, or would be mistaken for one. */
export function textsOf(manifest: Manifest): readonly Text[] {
  const texts: Text[] = [];
  const add = (written: Located<string> | undefined, use: Use) => {
    if (written?.value.includes('${') !== true) return;
    const place = placesIn(written, manifest.sources.get(written.span.file));
    texts.push({ written, use, template: parseTemplate(written.value), place });
  };
  addNames(manifest, add);
  for (const { value: artifact } of manifest.artifacts.values()) {
    for (const source of artifact.sources) add(source, { kind: 'early', what: 'a source' });
    add(artifact.checksums, { kind: 'early', what: 'the address of checksums' });
  }
  for (const { value: step } of manifest.steps.values()) addStep(step, add);
  for (const rule of manifest.diagnose) {
    add(rule.cause, { kind: 'early', what: 'a cause' });
    add(rule.remedy, { kind: 'early', what: 'a remedy' });
  }
  return texts;
}

/** A text's references with their places; none where the text cannot be cut. */
export function placedReferences(text: Text): readonly (TemplateReference & { readonly span: Span })[] {
  if (!text.template.ok) return [];
  return referencesOf(text.template.value).map(reference => ({
    ...reference,
    span: text.place(reference.offset, reference.length),
  }));
}

/** Every text below a value, its keys left out. */
export function textsIn(tree: Tree): readonly Located<string>[] {
  switch (tree.kind) {
    case 'scalar':
      return typeof tree.value === 'string' ? [{ value: tree.value, span: tree.span }] : [];
    case 'list':
      return tree.items.flatMap(textsIn);
    case 'map':
      return tree.entries.flatMap(({ value }) => textsIn(value));
  }
}

function keysIn(tree: Tree): readonly Located<string>[] {
  switch (tree.kind) {
    case 'scalar':
      return [];
    case 'list':
      return tree.items.flatMap(keysIn);
    case 'map':
      return tree.entries.flatMap(({ key, value }) => [key, ...keysIn(value)]);
  }
}

type Add = (written: Located<string> | undefined, use: Use) => void;

function addNames(manifest: Manifest, add: Add): void {
  const layers = [manifest, ...values(manifest.profiles), ...values(manifest.platforms)];
  for (const { versions, vars } of layers) {
    for (const version of values(versions)) add(version, { kind: 'literal', what: 'a version' });
    for (const written of values(vars)) add(written, { kind: 'early', what: 'a var' });
  }
  for (const { url } of values(manifest.releases)) add(url, { kind: 'literal', what: 'the address of releases' });
  for (const path of values(manifest.paths)) add(path, { kind: 'early', what: 'a path' });
  for (const platform of values(manifest.platforms)) {
    for (const note of platform.notes) add(note, { kind: 'early', what: 'a note' });
  }
  add(manifest.name, { kind: 'literal', what: 'the name of a manifest' });
  add(manifest.title, { kind: 'early', what: 'a title' });
}

function addStep(step: StepSpec, add: Add): void {
  add(step.title, { kind: 'early', what: 'a title' });
  const whole: StepUse = { kind: 'step', step, after: false };
  for (const written of values(step.env)) add(written, whole);
  for (const attempt of step.attempts) {
    const use = { ...whole, attempt };
    add(attempt.name, { kind: 'early', what: 'the name of an attempt' });
    for (const key of keysIn(attempt.with)) add(key, { kind: 'early', what: 'a key' });
    for (const written of textsIn(attempt.with)) add(written, use);
    for (const written of values(attempt.env)) add(written, use);
  }
  for (const check of step.verify) addCheck(check, { ...whole, after: true }, add);
  for (const written of values(step.exports)) add(written, { ...whole, after: true });
}

function addCheck(check: CheckSpec, use: StepUse, add: Add): void {
  switch (check.kind) {
    case 'run':
      for (const written of textsIn(check.argv)) add(written, use);
      return add(check.prints, { kind: 'early', what: 'what a check prints' });
    case 'python':
      add(check.interpreter, use);
      return add(check.code, use);
    case 'file':
      return add(check.path, use);
  }
}

function values<T>(table: Table<T>): readonly T[] {
  return [...table.values()].map(({ value }) => value);
}
