import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFolder } from '../../engine/host/package-folder.js';

/** A manifest opened in an editor: what its language server shows for it. Places are lines and columns from 0. */
export interface Editor {
  /** Once the file is opened, and each time it is written anew: what is underlined. */
  findings(text: string): Promise<readonly EditorFinding[]>;
  completions(text: string): Promise<readonly Completion[]>;
  hover(text: string): Promise<string>;
}

export interface EditorFinding {
  readonly message: string;
  readonly range: { readonly start: Place; readonly end: Place };
}

export interface Completion {
  readonly label: string;
  readonly insertText?: string;
  readonly documentation?: string | { readonly value: string };
}

interface Place {
  readonly line: number;
  readonly character: number;
}

/** What a test has, and what a group of tests can stand in for. */
export interface Cleanup {
  after(end: () => void): void;
}

/** Where the person's cursor stands in a text. */
const CURSOR = '|>';

/** The real server, spoken to as an editor does: JSON-RPC on its standard input and output. */
export async function startEditor(t: Cleanup): Promise<Editor> {
  const connection = connect(t);
  await connection.ask('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      textDocument: {
        completion: { completionItem: { documentationFormat: ['markdown'], snippetSupport: true } },
        hover: { contentFormat: ['markdown'] },
        publishDiagnostics: {},
      },
    },
  });
  connection.tell('initialized', {});
  const settings = { yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } } };
  connection.tell('workspace/didChangeConfiguration', { settings });
  let opened = 0;
  const open = (text: string) => {
    const uri = pathToFileURL(join(packageFolder, 'manifests', `opened-${(opened += 1)}.yaml`)).href;
    connection.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return uri;
  };
  const at = (text: string) => {
    const before = text.slice(0, text.indexOf(CURSOR)).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    return { textDocument: { uri: open(text.replace(CURSOR, '')) }, position };
  };
  return {
    findings: text => connection.findingsOf(open(text)),
    async completions(text) {
      const answer = await connection.ask<{ readonly items: readonly Completion[] }>(
        'textDocument/completion',
        at(text),
      );
      return answer.items;
    },
    async hover(text) {
      const answer = await connection.ask<{ readonly contents: { readonly value: string } } | null>(
        'textDocument/hover',
        at(text),
      );
      return answer?.contents.value ?? '';
    },
  };
}

interface Connection {
  ask<T>(method: string, params: object): Promise<T>;
  tell(method: string, params: object): void;
  findingsOf(uri: string): Promise<readonly EditorFinding[]>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly uri?: string;
    readonly diagnostics?: readonly EditorFinding[];
    readonly items?: object[];
  };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

function connect(t: Cleanup): Connection {
  const server = spawn(process.execPath, [serverProgram(), '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  t.after(() => server.kill());
  const answers = new Map<number, (message: Message) => void>();
  const findings = new Map<string, readonly EditorFinding[]>();
  const waiting = new Map<string, (found: readonly EditorFinding[]) => void>();
  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const receive = (message: Message) => {
    if (message.method === 'textDocument/publishDiagnostics') {
      const { uri = '', diagnostics = [] } = message.params ?? {};
      findings.set(uri, diagnostics);
      waiting.get(uri)?.(diagnostics);
    } else if (message.method !== undefined && message.id !== undefined) {
      // It asks the editor for its settings: there are none but those it was told.
      send({ id: message.id, result: (message.params?.items ?? []).map(() => null) });
    } else if (message.id !== undefined) answers.get(message.id)?.(message);
  };
  server.stdout.on('data', reader(receive));
  let last = 0;
  return {
    ask: <T>(method: string, params: object) =>
      new Promise<T>((resolve, reject) => {
        const id = (last += 1);
        answers.set(id, ({ result, error }) =>
          error === undefined ? resolve(result as T) : reject(new Error(error.message)),
        );
        send({ id, method, params });
      }),
    tell: (method, params) => send({ method, params }),
    findingsOf: uri => {
      const known = findings.get(uri);
      return known === undefined ? new Promise(resolve => waiting.set(uri, resolve)) : Promise.resolve(known);
    },
  };
}

/** Splits what the server writes into messages: a header with the length, then so many bytes. */
function reader(receive: (message: Message) => void): (bytes: Buffer) => void {
  let buffer = Buffer.alloc(0);
  return bytes => {
    buffer = Buffer.concat([buffer, bytes]);
    for (;;) {
      const header = /^Content-Length: (\d+)\r\n(?:.*\r\n)*?\r\n/.exec(buffer.toString('latin1', 0, 200));
      const end = (header?.[0].length ?? 0) + Number(header?.[1]);
      if (header === null || buffer.length < end) return;
      receive(JSON.parse(buffer.toString('utf8', header[0].length, end)) as Message);
      buffer = buffer.subarray(end);
    }
  };
}

function serverProgram(): string {
  const main = createRequire(import.meta.url).resolve('yaml-language-server/package.json');
  return join(dirname(main), 'bin', 'yaml-language-server');
}
