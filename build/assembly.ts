import { main } from 'assemblyscript/asc';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The module of the engine that `assembly/` is compiled to. */
export const CODE = join(root, 'engine', 'host', 'archives', 'bzip2', 'bunzip2-block-code.ts');

const SOURCE = 'assembly/bunzip2-block.ts';
/** Pages of 64 KB, up to the end of what the source lays out. */
const PAGES = '158';

/** The text of that module: WebAssembly, inlined, so that nothing has to be found and read when it runs. */
export async function compiledAssembly(): Promise<string> {
  const written = new Map<string, string | Uint8Array>();
  const memory = ['--initialMemory', PAGES, '--maximumMemory', PAGES];
  const { error } = await main(
    [SOURCE, '--outFile', 'code.wasm', '-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert', ...memory],
    {
      readFile: name => (name === SOURCE ? readFileSync(join(root, name), 'utf8') : null),
      writeFile: (name, contents) => void written.set(name, contents),
      listFiles: () => [],
    },
  );
  const code = written.get('code.wasm');
  if (error !== null || !(code instanceof Uint8Array))
    throw new Error(`${SOURCE} cannot be compiled: ${String(error)}`);
  return `/** Made of \`${SOURCE}\` by \`npm run wasm\`; a test tells when it is stale. */
export const BUNZIP2_BLOCK =
  '${Buffer.from(code).toString('base64')}';
`;
}
