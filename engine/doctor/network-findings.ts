import { askedServers, type AskedServer } from './asked-servers.js';
import { serverFinding } from './server-finding.js';
import { addressesIn } from '../edit/plan-changes.js';
import { everyPlan } from '../opening/every-plan.js';
import { certificatesIn, trustedCertificates } from '../host/environment/certificates.js';
import { variable } from '../host/environment/host-env.js';
import { connectionFault } from '../host/network/connection-fault.js';
import { createProxyFor } from '../host/network/proxy-for.js';
import { systemName } from '../host/system-name.js';
import { limitPerHost } from '../host/network/limit-per-host.js';
import type { Finding } from '../model/finding.js';
import type { Plan } from '../model/plan.js';
import type { Doctor } from './open-doctor.js';
import type { ReadManifest } from '../opening/read-manifest.js';

/** Proxies and certificates, then every server that the manifest names, asked as a run would ask it. */
export async function networkFindings(
  kit: Doctor,
  read: ReadManifest,
  plan: Plan | undefined,
): Promise<readonly Finding[]> {
  const proxyFor = createProxyFor(kit.options.env, systemName);
  const hosts = askedServers(textsOf(kit, read, plan), url => kit.network.mirrored(url));
  const byUrl = new Map(hosts.map(host => [host.url, host]));
  const asked = await limitPerHost([...byUrl.keys()], { atOnce: 8, perHost: 1 }, async url => {
    const host = byUrl.get(url) as AskedServer;
    const answer = await kit.network.ask(url, kit.options.signal);
    return serverFinding(host, answer, { proxy: proxyFor(new URL(url))?.origin });
  });
  return [...(await proxyFindings(kit)), ...trustFindings(kit), ...asked];
}

/** Of this host's plan; where there is none, of every host's. What the user names for pip and uv is asked too. */
function textsOf(
  { options }: Doctor,
  read: ReadManifest,
  plan: Plan | undefined,
): readonly { readonly of: string; readonly text: string }[] {
  const every = plan === undefined ? everyPlan(read) : undefined;
  const plans = plan === undefined ? (every?.ok === true ? every.value.map(there => there.plan) : []) : [plan];
  const named = INDEXES.flatMap(name => {
    const text = variable(options.env, name, systemName);
    return text === undefined ? [] : [{ of: name, text }];
  });
  return [...plans.flatMap(each => [...addressesIn(each).values()]), ...named];
}

const INDEXES = ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_FIND_LINKS', 'UV_DEFAULT_INDEX', 'UV_INDEX'];

async function proxyFindings({ options }: Doctor): Promise<readonly Finding[]> {
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'];
  const each = names.map(async (name): Promise<readonly Finding[]> => {
    const value = variable(options.env, name.toLowerCase(), systemName) || variable(options.env, name, systemName);
    if (value === undefined || value === '') return [];
    const finding = { area: 'network', subject: name } as const;
    const found = /:\/\//.test(value) ? value : shownProxy(value);
    if (name === 'NO_PROXY') return [{ ...finding, verdict: 'good', found }];
    const address = /:\/\//.test(value) ? value : `http://${value}`;
    if (URL.canParse(address)) {
      const fault = options.offline === true ? undefined : await proxyFault(new URL(address), options);
      if (fault === undefined) return [{ ...finding, verdict: 'good', found }];
      const help = `correct ${name}, or unset it where there is no proxy any more`;
      return [{ ...finding, verdict: 'trouble', found: `${found} takes no connection (${fault})`, help }];
    }
    return [{ ...finding, verdict: 'trouble', found: 'it is no address', help: 'write it as http://HOST:PORT' }];
  });
  const set = (await Promise.all(each)).flat();
  return set.length > 0 ? set : [{ area: 'network', subject: 'proxies', verdict: 'good', found: 'none is set' }];
}

/** Only asked for a connection: what it lets through is seen where a server is asked. */
async function proxyFault(
  { hostname, port, protocol }: URL,
  { signal }: Doctor['options'],
): Promise<string | undefined> {
  if (hostname === '' || !/^https?:$/.test(protocol)) return undefined;
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  const to = { hostname: hostname.replace(/^\[|\]$/g, ''), port: number };
  return connectionFault(to, { limitMs: LONGEST_WAIT_MS, signal });
}

const LONGEST_WAIT_MS = 8000;

/** Without the login that may stand in it. */
function shownProxy(value: string): string {
  return value.slice(value.lastIndexOf('@') + 1);
}

function trustFindings({ options }: Doctor): readonly Finding[] {
  const { env, ca } = options;
  const trusted = trustedCertificates({ env, platform: systemName, ...(ca !== undefined && { ca }) }).length;
  const all: Finding = { area: 'network', subject: 'certificates', verdict: 'good', found: `${trusted} are trusted` };
  const named = CA_VARIABLES.flatMap((name): readonly Finding[] => {
    const file = variable(env, name, systemName);
    if (file === undefined || file === '') return [];
    const count = certificatesIn(file).length;
    const finding = { area: 'network', subject: name } as const;
    if (count > 0) return [{ ...finding, verdict: 'good', found: `${file}, ${count} certificates` }];
    const help = 'name a file with certificates in PEM, or unset it';
    return [{ ...finding, verdict: 'trouble', found: `${file} cannot be read, or has no certificate`, help }];
  });
  return [all, ...named];
}

const CA_VARIABLES = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'];
