import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openable } from '../engine/host/network/openable.js';
import { createPlainRule } from '../engine/host/network/plain-rule.js';
import { Lapse, troubleOf } from '../engine/host/network/trouble.js';
import { failureText } from '../engine/report/failure-text.js';

test('plain http is for this machine, and for the very server that a mirror names', () => {
  const mayBePlain = createPlainRule([{ from: 'https://a.test/', to: 'http://mirror.test:8080/x/' }]);
  const may = (url: string) => openable(url, mayBePlain).ok;
  for (const url of [
    'https://b.test/',
    'http://127.0.0.1/',
    'http://127.9.9.9:1/',
    'http://[::1]/',
    'http://localhost/',
  ])
    assert.ok(may(url), url);
  for (const url of ['http://mirror.test:8080/y', 'http://MIRROR.test:8080/']) assert.ok(may(url), url);
  for (const url of ['http://mirror.test/', 'http://mirror.test:8081/', 'http://a.test/', 'http://127.0.0.1.test/'])
    assert.ok(!may(url), url);
  for (const url of ['ftp://127.0.0.1/', 'file:///etc/passwd', 'data:,x', 'nothing', '']) assert.ok(!may(url), url);
});

test('what a broken connection means, and whether it is worth another try', () => {
  const said = (error: Error & { readonly code?: string }) => {
    const { failure, again } = troubleOf(error, 'https://files.test/a');
    return failure.kind === 'unreachable' ? [failure.cause, again] : [failure.kind];
  };
  const coded = (code: string) => said(Object.assign(new Error('oh'), { code }));
  const codes: Readonly<Record<string, readonly [string, boolean]>> = {
    ECONNREFUSED: ['connect', true],
    EHOSTUNREACH: ['connect', true],
    ETIMEDOUT: ['timeout', true],
    ENOTFOUND: ['dns', true],
    EAI_AGAIN: ['dns', true],
    ECONNRESET: ['reset', true],
    EPIPE: ['reset', true],
    HPE_INVALID_CONSTANT: ['reset', true],
    ERR_STREAM_PREMATURE_CLOSE: ['short', true],
    CERT_HAS_EXPIRED: ['tls', false],
    CERT_NOT_YET_VALID: ['tls', false],
    DEPTH_ZERO_SELF_SIGNED_CERT: ['tls', false],
    SELF_SIGNED_CERT_IN_CHAIN: ['tls', false],
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls', false],
    ERR_TLS_CERT_ALTNAME_INVALID: ['tls', false],
    INVALID_PURPOSE: ['tls', false],
    INVALID_CA: ['tls', false],
    PATH_LENGTH_EXCEEDED: ['tls', false],
    CRL_HAS_EXPIRED: ['tls', false],
    ERROR_IN_CERT_NOT_AFTER_FIELD: ['tls', false],
    EPROTO: ['tls', false],
  };
  for (const [code, expected] of Object.entries(codes)) assert.deepEqual(coded(code), expected, code);
  assert.deepEqual(said(new Lapse('stall', 'x')), ['stall', true]);
  assert.deepEqual(said(new Lapse('timeout', 'x')), ['timeout', true]);
});

test('what went wrong with TLS or HTTP is said in words, with the remedy for just that', () => {
  const said = (code: string, reason = 'oh') => {
    const { failure } = troubleOf(Object.assign(new Error(reason), { code }), 'https://files.test/a');
    return failureText(failure).map(line => line.replace('https://files.test/a could not be reached: ', ''));
  };
  const clock = 'help: look whether the clock of this machine is right; if it is, name a mirror with --mirror FROM=TO';
  assert.deepEqual(said('CERT_HAS_EXPIRED'), ['its certificate has expired (CERT_HAS_EXPIRED)', clock]);
  assert.deepEqual(said('CERT_NOT_YET_VALID'), ['its certificate is not valid yet (CERT_NOT_YET_VALID)', clock]);
  assert.deepEqual(said('ERR_TLS_CERT_ALTNAME_INVALID'), [
    'its certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
    'help: something else may answer in its place: open the address in a browser, or name a mirror with --mirror FROM=TO',
  ]);
  assert.deepEqual(said('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), [
    'nobody whom this machine trusts vouches for its certificate (UNABLE_TO_GET_ISSUER_CERT_LOCALLY)',
    'help: behind a proxy or on a mirror with a certificate of its own, name the file of its CA with --ca FILE',
  ]);
  for (const [code, reason] of [
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'x'],
    ['EPROTO', 'write EPROTO 40:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:x'],
  ] as const)
    assert.deepEqual(said(code, reason), [
      `it speaks no TLS there (${code})`,
      'help: look whether the address and its port are right; plain http is for what --mirror names, as http://',
    ]);
  assert.equal(
    said(
      'EPROTO',
      'write EPROTO 80:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:x.c:1:\n',
    )[0],
    'tlsv1 alert protocol version (EPROTO)',
  );
  assert.deepEqual(said('HPE_INVALID_CONSTANT'), [
    'what answers there does not keep to HTTP (HPE_INVALID_CONSTANT)',
    'help: look whether the address, its port and HTTPS_PROXY are right; if they are, name a mirror with --mirror FROM=TO',
  ]);
  assert.equal(said('ETIMEDOUT', '')[0], 'no connection in time (ETIMEDOUT)');
  assert.equal(
    said('INVALID_PURPOSE', 'unsuitable certificate purpose')[0],
    'unsuitable certificate purpose (INVALID_PURPOSE)',
  );
});
