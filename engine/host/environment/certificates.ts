import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import tls from 'node:tls';
import { ok, err, type Result } from '../../base/result.js';
import type { FileFailure } from '../../model/failure.js';
import { digest } from '../digest.js';
import { variable, type HostEnv } from './host-env.js';
import { makeFolder } from '../files/make-folder.js';
import { systemCode } from '../system-code.js';

export interface TrustOptions {
  readonly env: HostEnv;
  readonly platform: string;
  /** The file of `--ca`. */
  readonly ca?: string;
}

/**
 * Whom this program trusts, in PEM: the roots that Node brings, those of the system where they can be read, and those
 * that the user has named: `--ca`, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS. Each only adds; a file that cannot be read adds nothing.
 */
export function trustedCertificates(options: TrustOptions): readonly string[] {
  const named = namedFiles(options).flatMap(certificatesIn);
  return [...new Set([...tls.rootCertificates, ...systemCertificates(options.platform), ...named])];
}

/** The certificates of a PEM file, one a text; empty where there are none. */
export function certificatesIn(path: string): readonly string[] {
  const text = readIfThere(path);
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return found.map(each => each.replace(/\r/g, '')).filter(isCertificate);
}

/**
 * The environment for children that is to make them trust the same: tools read one file in place of their own roots, so
 * they get one with all. Only where the user has named a certificate; variables that are set already win, but over `--ca`.
 */
export async function environmentWithTrust(
  cacheFolder: string,
  options: TrustOptions,
): Promise<Result<HostEnv, FileFailure>> {
  const { env, platform, ca } = options;
  if (namedFiles(options).length === 0) return ok(env);
  const folder = join(cacheFolder, 'ca');
  const name = nameOfBundle(options);
  const kept = await keptBundle(folder, name);
  const bundle = kept === undefined ? await writeBundle(folder, name, trustedCertificates(options)) : ok(kept);
  if (!bundle.ok) return bundle;
  const set = BUNDLE_VARIABLES.filter(name => ca !== undefined || !variable(env, name, platform));
  return ok({ ...env, ...Object.fromEntries(set.map(name => [name, bundle.value])) });
}

/** By these pip, uv, curl, conda tools, git and Node are told of a file with roots. */
const BUNDLE_VARIABLES = [
  ...['SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO', 'NODE_EXTRA_CA_CERTS'],
];

function namedFiles({ env, platform, ca }: TrustOptions): readonly string[] {
  const variables = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'].map(name => variable(env, name, platform));
  return [ca, ...variables].filter((file): file is string => file !== undefined && file !== '');
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** One that OpenSSL cannot read would spoil the whole list. */
function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** Where Linux systems keep all roots in one file. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

function systemCertificates(platform: string): readonly string[] {
  // Node 22.15 and later can read the stores of Windows and macOS; before, name a file with --ca.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => string[] };
  if (platform === 'win32' || platform === 'darwin') return getCACertificates?.('system') ?? [];
  for (const path of SYSTEM_BUNDLES) {
    const found = certificatesIn(path);
    if (found.length > 0) return found;
  }
  return [];
}

/** Of all that the list of certificates is made from: to read that is nothing beside understanding every certificate. */
function nameOfBundle(options: TrustOptions): string {
  const texts = [...namedFiles(options), ...SYSTEM_BUNDLES].map(readIfThere);
  const stores = options.platform === 'linux' ? [] : systemCertificates(options.platform);
  return digest(JSON.stringify([process.version, ...texts, ...stores])).slice(0, 16);
}

/** What an earlier run has written, where it is still whole. */
async function keptBundle(folder: string, name: string): Promise<string | undefined> {
  const files = await readdir(folder).catch(() => []);
  const paths = files.filter(file => file.startsWith(`${name}-`)).map(file => join(folder, file));
  return paths.find(path => path === bundleIn(folder, name, readIfThere(path)));
}

/** Named by its content too, so that runs at the same time do not disturb each other, and damage is seen. */
function bundleIn(folder: string, name: string, text: string): string {
  return join(folder, `${name}-${digest(text).slice(0, 32)}.pem`);
}

async function writeBundle(
  folder: string,
  name: string,
  certificates: readonly string[],
): Promise<Result<string, FileFailure>> {
  const text = `${certificates.join('\n')}\n`;
  const path = bundleIn(folder, name, text);
  try {
    await makeFolder(folder);
    await writeFile(`${path}.${process.pid}`, text);
    await rename(`${path}.${process.pid}`, path);
    return ok(path);
  } catch (error) {
    return err({ kind: 'file', operation: 'write', path, code: systemCode(error) });
  }
}
