import assert from 'node:assert/strict';
import { posix } from 'node:path';
import ts from 'typescript';

// The rules of engine/README.md, as functions from sources to what is wrong. Each message says what to do.

/** Folder of engine/ → floor. A new folder belongs here first. */
export const FLOORS: Readonly<Record<string, number>> = {
  base: 0,
  model: 1,
  load: 2,
  analyse: 2,
  plan: 2,
  execute: 2,
  report: 2,
  rehearse: 2,
  remove: 2,
  schema: 2,
  edit: 2,
  lockfile: 2,
  init: 2,
  actions: 3,
  host: 4,
  opening: 5,
  desk: 6,
  doctor: 6,
  '': 7,
  cli: 8,
};

/** Library → the one place that may import it. */
const DOORS: Readonly<Record<string, string>> = {
  yaml: 'load/',
  ajv: 'load/',
  'smol-toml': 'load/',
  listr2: 'report/',
  '@hpcc-js/wasm-graphviz': 'report/',
  '@conda-org/rattler': 'host/packages/solve-packages',
  execa: 'host/processes/',
  'http-proxy-agent': 'host/network/',
  'https-proxy-agent': 'host/network/',
  tar: 'host/archives/',
  'xz-decompress': 'host/archives/',
  yauzl: 'host/archives/',
  picomatch: 'host/archives/',
  commander: 'cli/',
  '@bomb.sh/tab': 'cli/completion',
  'compare-versions': 'model/',
  'fastest-levenshtein': 'base/',
  'json-schema-to-ts': 'model/',
};

/** Things that get installed, and who makes them: words for manifests only. */
const PRODUCTS =
  /\b(torch\w*|pytorch\w*|kaolin|numpy|comfyui\w*|micromamba|sam3d-objects|sam3d-body|spconv|anaconda|nvcc|github|pypi|trellis\w*|hunyuan\w*|xformers|triton|detectron2?|bpy|blender|cumesh|nvdiffrast|xatlas|pymeshlab)\b/i;
const ADDRESS = /https?:\/\/(?!127\.0\.0\.1|localhost|json-schema\.org)[\w-]+\.[\w.-]+/;

export interface Source {
  /** Relative to engine/, with slashes. */
  readonly name: string;
  readonly text: string;
  readonly ast: ts.SourceFile;
}

export function sourceOf(name: string, text: string): Source {
  return { name, text, ast: ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true) };
}

/** A rule: its title in a user's words → what breaks it. */
export const RULES: Readonly<Record<string, (sources: readonly Source[]) => readonly string[]>> = {
  'a file imports its own folder or a strictly lower floor': upwardImports,
  'no imports go in a circle, not even inside a folder': circles,
  'only engine/index.ts re-exports': barrels,
  'the machine is touched only in host/ and cli/': machineAccesses,
  'each library has one door': strayLibraries,
  'a file stays under 300 lines and a function under 60': longParts,
  'the engine names no product, vendor or address': productNames,
};

function upwardImports(sources: readonly Source[]): readonly string[] {
  const wrong: string[] = [];
  for (const source of sources) {
    for (const target of relativeImports(source)) {
      const [from, to] = [folderOf(source.name), folderOf(target)];
      if (from === to) continue;
      const [fromFloor, toFloor] = [floorOf(from, source.name), floorOf(to, target)];
      if (toFloor >= fromFloor) {
        wrong.push(
          `${source.name} (floor ${fromFloor}) imports ${target} (floor ${toFloor}): move what both need to a lower floor, or hand it in as a value`,
        );
      }
    }
  }
  return wrong;
}

function circles(sources: readonly Source[]): readonly string[] {
  const graph = new Map(sources.map(source => [source.name, relativeImports(source)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (name: string, path: readonly string[]) => {
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(' -> ');
      found.push(`${circle}: break the circle, a leaf must not import its trunk`);
      return;
    }
    if (done.has(name)) return;
    for (const next of graph.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of graph.keys()) visit(name, []);
  return found;
}

function barrels(sources: readonly Source[]): readonly string[] {
  return sources
    .filter(({ name }) => name !== 'index.ts')
    .filter(({ ast }) => {
      const imported = new Set(ast.statements.flatMap(importedNames));
      return ast.statements.some(statement => isReExport(statement, imported));
    })
    .map(({ name }) => `${name}: import from the file that defines it instead of re-exporting`);
}

/** `export … from`, and `export { x }` of an x that was imported. */
function isReExport(statement: ts.Statement, imported: ReadonlySet<string>): boolean {
  if (!ts.isExportDeclaration(statement)) return false;
  if (statement.moduleSpecifier !== undefined) return true;
  const clause = statement.exportClause;
  if (clause === undefined || !ts.isNamedExports(clause)) return false;
  return clause.elements.some(({ name, propertyName }) => imported.has((propertyName ?? name).text));
}

function importedNames(statement: ts.Statement): readonly string[] {
  if (!ts.isImportDeclaration(statement)) return [];
  const { name, namedBindings } = statement.importClause ?? {};
  const named =
    namedBindings === undefined
      ? []
      : ts.isNamespaceImport(namedBindings)
        ? [namedBindings.name.text]
        : namedBindings.elements.map(element => element.name.text);
  return name === undefined ? named : [name.text, ...named];
}

function machineAccesses(sources: readonly Source[]): readonly string[] {
  const wrong: string[] = [];
  for (const source of sources) {
    if (/^(host|cli)\//.test(source.name)) continue;
    for (const specifier of importSpecifiers(source)) {
      if (specifier.startsWith('node:'))
        wrong.push(`${source.name} imports ${specifier}: ask for a port of model/ports.ts`);
    }
    walk(source.ast, node => {
      const text = machineAccess(node);
      if (text !== undefined) wrong.push(`${source.name} uses ${text}: ask for a port of model/ports.ts`);
    });
  }
  return wrong;
}

function strayLibraries(sources: readonly Source[]): readonly string[] {
  const wrong: string[] = [];
  for (const source of sources) {
    for (const specifier of importSpecifiers(source)) {
      if (specifier.startsWith('.') || specifier.startsWith('node:')) continue;
      const library = specifier.startsWith('@')
        ? specifier.split('/', 2).join('/')
        : (specifier.split('/')[0] ?? specifier);
      const door = DOORS[library];
      if (door === undefined)
        wrong.push(`${source.name} imports ${library}, which has no door: add one to DOORS and to the README`);
      else if (!source.name.startsWith(door)) wrong.push(`${source.name} imports ${library}: only ${door} may`);
    }
  }
  return wrong;
}

function longParts(sources: readonly Source[]): readonly string[] {
  const wrong: string[] = [];
  for (const source of sources) {
    wrong.push(...longFiles([source]));
    for (const { line, length } of functionsOf(source)) {
      if (length >= 60) wrong.push(`${source.name}:${line} is a function of ${length} lines: give its parts names`);
    }
  }
  return wrong;
}

/** What also holds beside engine/, where a function may be long: a hot loop, or a test that is a table. */
export function longFiles(sources: readonly Pick<Source, 'name' | 'text'>[]): readonly string[] {
  return sources
    .filter(source => linesOf(source) >= 300)
    .map(source => `${source.name} has ${linesOf(source)} lines: split it by what changes together`);
}

export function linesOf({ text }: Pick<Source, 'text'>): number {
  return text.split('\n').length - 1;
}

/** Every function with a body: where it begins, and how many lines it has. */
export function functionsOf({ ast }: Source): readonly { readonly line: number; readonly length: number }[] {
  const found: { readonly line: number; readonly length: number }[] = [];
  walk(ast, node => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
    const line = ast.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    found.push({ line, length: ast.getLineAndCharacterOfPosition(node.getEnd()).line - line + 2 });
  });
  return found;
}

function productNames(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ name, text }) =>
    text.split('\n').flatMap((line, index) => {
      const found = PRODUCTS.exec(line) ?? ADDRESS.exec(line);
      return found === null ? [] : [`${name}:${index + 1} names ${found[0]}: that belongs in a manifest`];
    }),
  );
}

function relativeImports(source: Source): readonly string[] {
  return importSpecifiers(source)
    .filter(specifier => specifier.startsWith('.'))
    .map(specifier => posix.join(posix.dirname(source.name), specifier).replace(/\.js$/, '.ts'));
}

/** Static, type-only and dynamic imports alike. */
function importSpecifiers({ ast }: Source): readonly string[] {
  const found: string[] = [];
  walk(ast, node => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      if (ts.isStringLiteral(node.moduleSpecifier)) found.push(node.moduleSpecifier.text);
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      found.push(node.argument.literal.text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier !== undefined && ts.isStringLiteral(specifier)) found.push(specifier.text);
    }
  });
  return found;
}

const GLOBALS = ['process', 'console', 'setTimeout', 'setInterval', 'setImmediate', 'performance', 'globalThis'];

function machineAccess(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = `${node.expression.getText()}.${node.name.text}`;
    return ['Date.now', 'Math.random'].includes(text) ? text : undefined;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) {
    return 'new Date()';
  }
  if (ts.isCallExpression(node) && node.expression.getText() === 'fetch') return 'fetch';
  if (!ts.isIdentifier(node)) return undefined;
  const isMember =
    (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
    ts.isPropertyAssignment(node.parent) ||
    ts.isPropertySignature(node.parent);
  if (isMember || !GLOBALS.includes(node.text)) return undefined;
  return node.text;
}

function folderOf(name: string): string {
  return name.includes('/') ? (name.split('/')[0] ?? '') : '';
}

function floorOf(folder: string, name: string): number {
  const floor = FLOORS[folder];
  assert.notEqual(
    floor,
    undefined,
    `${name}: engine/${folder}/ has no floor: add it to FLOORS and to engine/README.md`,
  );
  return floor ?? 0;
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, child => {
    walk(child, visit);
  });
}
