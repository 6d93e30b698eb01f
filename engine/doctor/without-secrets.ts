import { redacted } from '../base/redacted.js';

/** Where secrets of this host may be known from. */
export interface SecretSources {
  /** The environment as the process got it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Texts of files that hold logins, such as `.netrc`. */
  readonly loginFiles: readonly string[];
  /** The user's own folder, whose path names the user. */
  readonly home?: string;
}

/** Takes out of texts what nobody else should read: secrets that are known, and what looks like one. */
export function withoutSecrets(sources: SecretSources): (text: string) => string {
  const known = [...knownSecrets(sources)].flatMap(formsOf).sort((a, b) => b.length - a.length);
  const { home = '' } = sources;
  const homes = home.length > 3 ? [home, JSON.stringify(home).slice(1, -1)] : [];
  return text => {
    const bare = known.reduce((left, secret) => left.replaceAll(secret, '***'), text);
    const shorn = PATTERNS.reduce((left, [pattern, put]) => left.replace(pattern, put), redacted(bare));
    return homes.reduce((left, path) => left.replaceAll(path, '~'), shorn);
  };
}

const SECRET_NAME =
  /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|(^|_)(API|ACCESS|PRIVATE|AUTH)?_?KEY$|(^|_)(AUTH|PWD|PAT)$/i;
/** What is shorter stands everywhere, and hides nothing by being taken out. */
const SHORTEST = 4;

function knownSecrets({ env, loginFiles }: SecretSources): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [name, value = ''] of Object.entries(env)) {
    if (SECRET_NAME.test(name) && name !== 'PWD' && name !== 'OLDPWD') found.add(value);
    for (const secret of loginsIn(value)) found.add(secret);
  }
  for (const text of loginFiles) {
    for (const [, secret = ''] of text.matchAll(/\b(?:password|account)\s+(\S+)/g)) found.add(secret);
    for (const secret of loginsIn(text)) found.add(secret);
  }
  return new Set([...found].filter(secret => secret.length >= SHORTEST));
}

/** Of `https://name:password@host` the password; of `https://token@host` the token. A proxy may be written without `https://`. */
function loginsIn(text: string): readonly string[] {
  const logins = [...text.matchAll(/(?:^|:\/\/)([^\s/@:'"]+)(?::([^\s/@'"]+))?@/gm)];
  return logins.map(([, name = '', password]) => password ?? name).flatMap(secret => [secret, decoded(secret)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As it stands in a text, in JSON, and in an address. */
function formsOf(secret: string): readonly string[] {
  return [...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])];
}

const NAMED = String.raw`[\w-]{0,40}(?:passwor[dt]|passwd|passphrase|secret|api[_-]?key|access[_-]?key|token)`;

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN ([A-Z ]*)PRIVATE KEY-----[^-]*-----END [A-Z ]*PRIVATE KEY-----/g, '*** private key ***'],
  [/\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:(?:basic|bearer|token|digest)\s+)?[^\s"',;]+/gi, '$1***'],
  [/\b(bearer\s+)[\w.~+/-]{8,}=*/gi, '$1***'],
  [/\b((?:set-)?cookie["']?\s*:\s*["']?)[^\r\n"']+/gi, '$1***'],
  [new RegExp(String.raw`\b(${NAMED}\\?["']?\s*[=:]\s*\\?)(["'])(?:(?!\2)[^\\\r\n]|\\.)*\2`, 'gi'), '$1$2***$2'],
  [new RegExp(String.raw`\b(${NAMED}["']?\s*[=:]\s*)(?!\*\*\*)[^\s"',;&]{3,}`, 'gi'), '$1***'],
  [/(--(?:password|token|secret|api-key)[= ])\S+/gi, '$1***'],
  // shapes that issuers give to their tokens
  [/\b(?:gh[opsru]_|hf_|sk-|xox[abp]-|glpat-|npm_|github_pat_)[\w-]{16,}/g, '***'],
  [/\bAKIA[0-9A-Z]{16}\b/g, '***'],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g, '***'],
];
