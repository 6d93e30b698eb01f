import type { Located } from '../base/span.js';
import { DEFAULT_AFTER, FAILURE_CLASSES, type FailureClass } from '../model/failure.js';
import type {
  AttemptSpec,
  CheckSpec,
  EstimateSpec,
  RetrySpec,
  StepSpec,
  TimeoutSpec,
  When,
} from '../model/manifest.js';
import type { MapTree, Tree } from '../model/tree.js';
import {
  childOf,
  flagAt,
  itemsAt,
  mapAt,
  numberAt,
  optional,
  tableAt,
  textAt,
  textOrTextsAt,
  textsAt,
  textTableAt,
} from './tree-readers.js';

const NO_DELAY = '2 s';

/** A step as the schema let it through. */
export function decodeStep(value: Tree, key: Located<string>): StepSpec {
  const tree = mapAt(value);
  return {
    id: key.value,
    ...optional(tree, 'title', textAt),
    needs: textsAt(childOf(tree, 'needs')),
    when: decodeWhen(childOf(tree, 'when')),
    onDemand: flagAt(childOf(tree, 'on-demand')),
    optional: flagAt(childOf(tree, 'optional')),
    env: textTableAt(childOf(tree, 'env')),
    attempts: decodeLadder(tree, key),
    verify: itemsAt(childOf(tree, 'verify')).map(decodeCheck),
    exports: textTableAt(childOf(tree, 'exports')),
    estimate: decodeEstimate(childOf(tree, 'estimate')),
    span: key.span,
  };
}

export function decodeWhen(tree: Tree | undefined): When {
  return tableAt(tree, textOrTextsAt);
}

/** One list, or a first attempt whose action stands in the step itself, and its fallbacks. */
function decodeLadder(tree: MapTree, key: Located<string>): StepSpec['attempts'] {
  const listed = childOf(tree, 'attempts');
  if (listed === undefined) {
    const first = decodeFirstAttempt(tree, key);
    return [first, ...itemsAt(childOf(tree, 'fallbacks')).map(item => decodeFallback(mapAt(item), first))];
  }
  const common = { ...optional(tree, 'retry', decodeRetry), timeout: decodeTimeout(childOf(tree, 'timeout')) };
  const [first, ...others] = itemsAt(listed).map(item => decodeFallback(mapAt(item), common));
  if (first === undefined) throw new TypeError('the schema let an empty ladder through');
  return [first, ...others];
}

/** `needs`, `when` and `env` beside the step's own `uses` are the whole step's. */
function decodeFirstAttempt(tree: MapTree, key: Located<string>): AttemptSpec {
  return {
    ...decodeAction(tree),
    when: new Map(),
    needs: [],
    after: DEFAULT_AFTER,
    timeout: decodeTimeout(childOf(tree, 'timeout')),
    env: new Map(),
    span: key.span,
  };
}

/** A fallback that says no `retry` or `timeout` has the step's. */
function decodeFallback(tree: MapTree, first: Pick<AttemptSpec, 'retry' | 'timeout'>): AttemptSpec {
  const after = childOf(tree, 'after');
  const timeout = childOf(tree, 'timeout');
  return {
    ...(first.retry === undefined ? {} : { retry: first.retry }),
    ...decodeAction(tree),
    when: decodeWhen(childOf(tree, 'when')),
    needs: textsAt(childOf(tree, 'needs')),
    after: after === undefined ? DEFAULT_AFTER : textsAt(after).map(({ value }) => failureClass(value)),
    timeout: timeout === undefined ? first.timeout : decodeTimeout(timeout),
    env: textTableAt(childOf(tree, 'env')),
    span: tree.span,
  };
}

function decodeAction(tree: MapTree) {
  const uses = textAt(childOf(tree, 'uses'));
  const params = childOf(tree, 'with');
  const none: MapTree = { kind: 'map', entries: [], span: uses.span };
  return {
    ...optional(tree, 'name', textAt),
    uses,
    with: params === undefined ? none : mapAt(params),
    ...optional(tree, 'retry', decodeRetry),
    estimate: decodeEstimate(childOf(tree, 'estimate')),
  };
}

function failureClass(name: string): FailureClass {
  const found = FAILURE_CLASSES.find(known => known === name);
  if (found === undefined) throw new TypeError('the schema let an unknown class of failure through');
  return found;
}

function decodeRetry(value: Tree): RetrySpec {
  const tree = mapAt(value);
  const times = numberAt(childOf(tree, 'times'));
  const delay = childOf(tree, 'delay');
  return { times: times.value, delay: delay === undefined ? { value: NO_DELAY, span: times.span } : textAt(delay) };
}

/** A plain time is the whole time. */
function decodeTimeout(tree: Tree | undefined): TimeoutSpec {
  if (tree === undefined) return {};
  if (tree.kind === 'scalar') return { total: textAt(tree) };
  return { ...optional(mapAt(tree), 'total', textAt), ...optional(mapAt(tree), 'silence', textAt) };
}

function decodeEstimate(tree: Tree | undefined): EstimateSpec {
  return tree === undefined
    ? {}
    : { ...optional(mapAt(tree), 'time', textAt), ...optional(mapAt(tree), 'disk', textAt) };
}

function decodeCheck(item: Tree): CheckSpec {
  const tree = mapAt(item);
  const { span } = tree;
  const argv = childOf(tree, 'run');
  if (argv !== undefined) return { kind: 'run', argv, ...optional(tree, 'prints', textAt), span };
  const code = childOf(tree, 'python');
  if (code !== undefined) return { kind: 'python', code: textAt(code), ...optional(tree, 'interpreter', textAt), span };
  return { kind: 'file', path: textAt(childOf(tree, 'file')), span };
}
