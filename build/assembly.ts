import { main } from 'assemblyscript/asc';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What is compiled of `assembly/`, and the module of the engine that holds it. */
interface Assembly {
  readonly source: string;
  readonly module: string;
  readonly constant: string;
  /** Pages of 64 KB, up to the end of what the source lays out. */
  readonly pages: number;
  /** Up to how many it may grow, where it may. */
  readonly mostPages?: number;
}

export const ASSEMBLIES: readonly Assembly[] = [
  {
    source: 'assembly/bunzip2/block.ts',
    module: join(root, 'engine', 'host', 'archives', 'bzip2', 'bunzip2-block-code.ts'),
    constant: 'BUNZIP2_BLOCK',
    pages: 158,
  },
  {
    source: 'assembly/inflate/inflate.ts',
    module: join(root, 'engine', 'host', 'archives', 'deflate', 'inflate-code.ts'),
    constant: 'INFLATE',
    pages: 9,
  },
  {
    source: 'assembly/unzstd/unzstd.ts',
    module: join(root, 'engine', 'host', 'archives', 'zstd', 'unzstd-code.ts'),
    constant: 'UNZSTD',
    pages: 17,
    mostPages: 2061,
  },
];

/** The text of that module: WebAssembly, inlined, so that nothing has to be found and read when it runs. */
export async function compiledAssembly({ source, constant, pages, mostPages = pages }: Assembly): Promise<string> {
  const written = new Map<string, string | Uint8Array>();
  const memory = ['--initialMemory', String(pages), '--maximumMemory', String(mostPages)];
  const said: string[] = [];
  const { error } = await main(
    [source, '--outFile', 'code.wasm', '-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert', ...memory],
    {
      readFile: name => (existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : null),
      writeFile: (name, contents) => void written.set(name, contents),
      listFiles: () => [],
      stderr: { write: text => void said.push(String(text)) },
    },
  );
  const code = written.get('code.wasm');
  if (error !== null || !(code instanceof Uint8Array))
    throw new Error(`${source} cannot be compiled: ${said.join('')}`);
  return `/** Made of \`${source}\` by \`npm run wasm\`; a test tells when it is stale. */
export const ${constant} =
  '${Buffer.from(code).toString('base64')}';
`;
}
