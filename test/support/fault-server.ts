import { createServer, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What was asked, as far as the faults look at it. */
interface Asked {
  readonly path: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly ifRange: string | undefined;
}

/** One way to meet one request, on the bare socket. `pick` is a random number from 0 to below its argument. */
type Fault = (socket: Socket, asked: Asked, scene: Scene) => void;

interface Scene {
  readonly file: Buffer;
  readonly pick: (below: number) => number;
}

const OTHER_LETTER = 'o';
const ETAG = '"v1"';

function head(status: string, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}\r\n${lines.join('')}Connection: close\r\n\r\n`;
}

function reply(asked: Asked, { file, etag = ETAG }: { readonly file: Buffer; readonly etag?: string }) {
  const common = { ETag: etag, 'Accept-Ranges': 'bytes' };
  if (asked.from === undefined || (asked.ifRange !== undefined && asked.ifRange !== etag))
    return { header: head('200 OK', { ...common, 'Content-Length': file.length }), body: file };
  const to = Math.min(asked.to ?? file.length - 1, file.length - 1);
  const range = { 'Content-Range': `bytes ${asked.from}-${to}/${file.length}`, 'Content-Length': to + 1 - asked.from };
  return { header: head('206 Partial', { ...common, ...range }), body: file.subarray(asked.from, to + 1) };
}

const honest: Fault = (socket, asked, { file }) => {
  const { header, body } = reply(asked, { file });
  socket.write(header);
  socket.end(body);
};

/** An honest beginning, up to a random byte, and then. */
function until(then: (socket: Socket) => unknown): Fault {
  return (socket, asked, { file, pick }) => {
    const { header, body } = reply(asked, { file });
    const bytes = Buffer.concat([Buffer.from(header), body]);
    socket.write(bytes.subarray(0, pick(bytes.length)), () => then(socket));
  };
}

function say(status: string, headers: Readonly<Record<string, string | number>>, body: Buffer | string = ''): Fault {
  return socket => {
    socket.write(head(status, headers));
    socket.end(body);
  };
}

const crawl: Fault = (socket, asked, { file }) => {
  const { header, body } = reply(asked, { file });
  socket.write(header);
  let sent = 0;
  const timer = setInterval(() => socket.write(body.subarray(sent, (sent += 1))), 15);
  socket.once('close', () => clearInterval(timer));
};

const lying206: Fault = (socket, asked, { file, pick }) => {
  const from = pick(file.length);
  const to = from + pick(file.length - from);
  const total = file.length + (pick(2) === 0 ? 0 : 1 + pick(9));
  const ranges = [`bytes ${from}-${to}/${total}`, `bytes ${from}-${to}/*`, 'bytes */5', 'nonsense', `items 0-1/2`];
  const header = { 'Content-Range': ranges[pick(ranges.length)] ?? '', ETag: ETAG, 'Content-Length': to + 1 - from };
  say('206 Partial', header, file.subarray(from, to + 1))(socket, asked, { file, pick });
};

/** The range that was asked for, with the bytes of another place. */
const shifted206: Fault = (socket, asked, scene) => {
  const { header, body } = reply(asked, scene);
  socket.write(header);
  socket.end(Buffer.alloc(body.length, OTHER_LETTER));
};

const lyingLength: Fault = (socket, asked, { file, pick }) => {
  const lengths = [file.length + 1 + pick(99), Math.max(0, file.length - 1 - pick(99)), 'abc', -1, '5, 6', 1e30];
  const length = lengths[pick(lengths.length)] ?? 0;
  say('200 OK', { ETag: ETAG, 'Content-Length': length }, file)(socket, asked, { file, pick });
};

const changed: Fault = (socket, asked, { file, pick }) => {
  const other = Buffer.alloc(file.length + pick(3), OTHER_LETTER);
  const { header, body } = reply(asked, { file: other, etag: '"v2"' });
  socket.write(header);
  socket.end(body.subarray(0, pick(2) === 0 ? body.length : pick(body.length + 1)));
};

const busy: Fault = (socket, asked, scene) => {
  const waits = ['1', '0', '99999999', 'soon', 'Wed, 01 Jan 2025 00:01:00 GMT', '-5'];
  const status = ['429 Slow', '503 Busy', '500 Oh', '502 Bad', '504 Late', '408 Late'][scene.pick(6)] ?? '';
  say(status, { 'Retry-After': waits[scene.pick(waits.length)] ?? '', 'Content-Length': 0 })(socket, asked, scene);
};

const redirect: Fault = (socket, asked, scene) => {
  const places = [
    asked.path,
    `${asked.path}x`,
    'http://192.0.2.1/x',
    'data:text/plain,hello',
    'https://',
    'file:///etc/passwd',
    '//127.0.0.1:1/x',
  ];
  say('302 Found', { Location: places[scene.pick(places.length)] ?? '' })(socket, asked, scene);
};

const chunked: Fault = (socket, _, { file, pick }) => {
  socket.write(head('200 OK', { 'Transfer-Encoding': 'chunked', ETag: ETAG }));
  const size = file.length.toString(16);
  const endings = ['\r\n0\r\n\r\n', '\r\n', 'garbage', ''];
  socket.write(`${pick(4) === 0 ? 'zz' : size}\r\n`);
  socket.write(file);
  socket.end(endings[pick(endings.length)] ?? '');
};

const packed = new Map<Buffer, Buffer>();

function gzipped(file: Buffer): Buffer {
  const made = packed.get(file) ?? gzipSync(file, { level: 1 });
  packed.set(file, made);
  return made;
}

const LOGIN = '<!DOCTYPE html><title>Sign in</title>';

export const FAULTS: Readonly<Record<string, Fault>> = {
  honest,
  reset: until(socket => socket.resetAndDestroy()),
  closed: until(socket => socket.end()),
  stall: until(() => undefined),
  crawl,
  'lying 206': lying206,
  'shifted 206': shifted206,
  'lying length': lyingLength,
  'changed file': changed,
  busy,
  redirect,
  'login page': say('200 OK', { 'Content-Type': 'text/html', 'Content-Length': LOGIN.length }, LOGIN),
  gzip: (socket, asked, scene) =>
    say('200 OK', { 'Content-Encoding': 'gzip', ETag: ETAG }, gzipped(scene.file))(socket, asked, scene),
  refused: (socket, asked, scene) => {
    const status = [
      '404 No',
      '403 No',
      '410 Gone',
      '401 Who',
      '407 Proxy',
      '416 Range',
      '304 Same',
      '204 None',
      '201 Made',
    ];
    say(status[scene.pick(status.length)] ?? '', { 'Content-Length': 0 })(socket, asked, scene);
  },
  'no HTTP': (socket, _, { pick }) =>
    socket.end(['', 'hello\n', '\0\0\0', 'HTTP/9.9 ?\r\n\r\n', 'SSH-2.0-x\r\n'][pick(5)] ?? ''),
  'endless header': socket => {
    socket.write('HTTP/1.1 200 OK\r\n');
    for (let line = 0; line < 2000; line++) socket.write(`X-Header-${line}: ${'x'.repeat(40)}\r\n`);
  },
  silence: () => undefined,
  chunked,
  'two lengths': (socket, asked, scene) => {
    const lengths = { 'Content-Length': scene.file.length, 'Transfer-Encoding': 'chunked' };
    say('200 OK', lengths, `${scene.file.length.toString(16)}\r\n`)(socket, asked, scene);
  },
  'another protocol': socket =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nx'),
  'endless hints': socket => {
    const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 15);
    socket.once('close', () => clearInterval(timer));
  },
  'early hints': (socket, asked, scene) => {
    socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n');
    honest(socket, asked, scene);
  },
};

/** A server of bare sockets: the path of a request is the name of its schedule, which says how each request is met. */
export async function startFaultServer(next: (path: string) => { readonly fault: string; readonly scene: Scene }) {
  const open = new Set<Socket>();
  const server = createServer(socket => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    let text = '';
    socket.on('data', piece => {
      text += piece.toString('latin1');
      if (!text.includes('\r\n\r\n')) return;
      const [, path = '/'] = /^GET (\S+)/.exec(text) ?? [];
      const [, from, to] = /^range: bytes=(\d+)-(\d*)/im.exec(text) ?? [];
      const [, ifRange] = /^if-range: (.*)\r$/im.exec(text) ?? [];
      text = '';
      const { fault, scene } = next(path.replace(/x*$/, ''));
      const asked = {
        path,
        from: from === undefined ? undefined : Number(from),
        to: to ? Number(to) : undefined,
        ifRange,
      };
      FAULTS[fault]?.(socket, asked, scene);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
