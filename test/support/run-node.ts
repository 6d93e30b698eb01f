import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const built = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Source text that imports modules of the built engine by their path below `engine/`. */
export function engineImport(names: string, module: string): string {
  return `import { ${names} } from ${JSON.stringify(pathToFileURL(join(built, 'engine', module)).href)};\n`;
}

/** Runs a module in another Node, to its end. `ulimitBlocks`: no file may grow beyond so many blocks of 512 bytes. */
export async function runNode(source: string, options: { readonly ulimitBlocks?: number } = {}): Promise<string> {
  const node = [process.execPath, '--input-type=module', '-e', source] as const;
  const limited = ['sh', '-c', `trap '' XFSZ; ulimit -f ${options.ulimitBlocks}; exec "$@"`, 'sh', ...node] as const;
  const [program, ...args] = options.ulimitBlocks === undefined ? node : limited;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const code = await new Promise(resolve => child.once('close', resolve));
  if (code !== 0) throw new Error(`the other Node ended with ${String(code)}`);
  return printed;
}
