import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

// The rules of engine/README.md, read off the source itself. Each message says what to do.

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const engine = join(root, 'engine');

/** Folder of engine/ → floor. A new folder belongs here first. */
const FLOORS: Readonly<Record<string, number>> = {
  base: 0,
  model: 1,
  load: 2,
  analyse: 2,
  plan: 2,
  execute: 2,
  report: 2,
  rehearse: 2,
  schema: 2,
  actions: 3,
  host: 4,
  '': 5,
  cli: 6,
};

/** Library → the one place that may import it. */
const DOORS: Readonly<Record<string, string>> = {
  yaml: 'load/',
  ajv: 'load/',
  listr2: 'report/',
  execa: 'host/processes',
  'node-fetch': 'host/network/',
  'http-proxy-agent': 'host/network/',
  'https-proxy-agent': 'host/network/',
  tar: 'host/archives/',
  zstddec: 'host/archives/',
  yauzl: 'host/archives/',
  picomatch: 'host/archives/',
  commander: 'cli/',
  'compare-versions': 'model/',
  'fastest-levenshtein': 'base/',
  'json-schema-to-ts': 'model/',
};

/** Things that get installed, and who makes them: words for manifests only. */
const PRODUCTS =
  /\b(torch\w*|pytorch\w*|kaolin|numpy|comfyui\w*|micromamba|sam3d-objects|spconv|anaconda|nvcc|github|pypi)\b/i;
const ADDRESS = /https?:\/\/(?!127\.0\.0\.1|localhost|json-schema\.org)[\w-]+\.[\w.-]+/;

interface Source {
  readonly name: string;
  readonly text: string;
  readonly ast: ts.SourceFile;
}

const sources: readonly Source[] = readdirSync(engine, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .sort()
  .map(name => {
    const text = readFileSync(join(engine, name), 'utf8');
    return {
      name: name.split(sep).join('/'),
      text,
      ast: ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true),
    };
  });

test('the engine has source files to hold to the rules', () => {
  assert.ok(sources.length > 20, `only ${sources.length} files were found in engine/`);
});

test('a file imports its own folder or a strictly lower floor', () => {
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
  assert.deepEqual(wrong, []);
});

test('no imports go in a circle, not even inside a folder', () => {
  const graph = new Map(sources.map(source => [source.name, relativeImports(source)]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (name: string, path: readonly string[]) => {
    if (path.includes(name)) {
      circles.push([...path.slice(path.indexOf(name)), name].join(' -> '));
      return;
    }
    if (done.has(name)) return;
    for (const next of graph.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of graph.keys()) visit(name, []);
  assert.deepEqual(circles, [], 'break each circle: a leaf must not import its trunk');
});

test('only engine/index.ts re-exports', () => {
  const barrels = sources
    .filter(({ name }) => name !== 'index.ts')
    .filter(({ ast }) =>
      ast.statements.some(statement => ts.isExportDeclaration(statement) && statement.moduleSpecifier),
    )
    .map(({ name }) => `${name}: import from the file that defines it instead of re-exporting`);
  assert.deepEqual(barrels, []);
});

test('the machine is touched only in host/ and cli/', () => {
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
  assert.deepEqual(wrong, []);
});

test('each library has one door', () => {
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
  assert.deepEqual(wrong, []);
});

test('a file stays under 300 lines and a function under 60', () => {
  const wrong: string[] = [];
  for (const { name, text, ast } of sources) {
    const lines = text.split('\n').length - 1;
    if (lines >= 300) wrong.push(`${name} has ${lines} lines: split it by what changes together`);
    walk(ast, node => {
      if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
      const from = ast.getLineAndCharacterOfPosition(node.getStart()).line;
      const length = ast.getLineAndCharacterOfPosition(node.getEnd()).line - from + 1;
      if (length >= 60) wrong.push(`${name}:${from + 1} is a function of ${length} lines: give its parts names`);
    });
  }
  assert.deepEqual(wrong, []);
});

test('the engine names no product, vendor or address', () => {
  const wrong: string[] = [];
  for (const { name, text } of sources) {
    text.split('\n').forEach((line, index) => {
      const found = PRODUCTS.exec(line) ?? ADDRESS.exec(line);
      if (found !== null) wrong.push(`${name}:${index + 1} names ${found[0]}: that belongs in a manifest`);
    });
  }
  assert.deepEqual(wrong, []);
});

function relativeImports(source: Source): readonly string[] {
  return importSpecifiers(source)
    .filter(specifier => specifier.startsWith('.'))
    .map(specifier => join(engine, dirname(source.name), specifier))
    .map(path => relative(engine, path).split(sep).join('/').replace(/\.js$/, '.ts'));
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

function machineAccess(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = `${node.expression.getText()}.${node.name.text}`;
    return ['Date.now', 'Math.random'].includes(text) ? text : undefined;
  }
  if (!ts.isIdentifier(node)) return undefined;
  const isMember =
    (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
    ts.isPropertyAssignment(node.parent) ||
    ts.isPropertySignature(node.parent);
  const names = ['process', 'console', 'setTimeout', 'setInterval', 'setImmediate'];
  if (isMember || !names.includes(node.text)) return undefined;
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
