import { HASH, type CodeExample } from './code-example.js';

const OTHER = HASH.replace('9f86', 'a3f1');
const URL = 'https://host.example/tool';
const TOOL = (sha256: string) => `artifacts:
  tool: { sources: [${URL}]${sha256 === '' ? '' : `, sha256: ${sha256}`} }
steps: { tool: { uses: download, with: { artifact: tool, to: tool } } }`;

/** Versions, profiles, hashes and the lock. */
export const VERSION_RULES: Readonly<Record<string, CodeExample>> = {
  'assumed-range': {
    wrong: "profiles: { old: { assumes: { cuda-driver: '>=11.8' } } }",
    right: "profiles: { old: { assumes: { cuda-driver: '11.8' } } }",
  },
  'hash-of-several': {
    wrong: `platforms: { linux-64: {}, win-64: {} }
artifacts:
  tool: { sources: ['https://host.example/tool-\${platform}'], sha256: ${HASH} }
steps: { tool: { uses: download, with: { artifact: tool, to: tool } } }`,
    right: `platforms: { linux-64: {}, win-64: {} }
artifacts:
  tool:
    sources: ['https://host.example/tool-\${platform}']
    sha256: { linux-64: ${HASH}, win-64: ${OTHER} }
steps: { tool: { uses: download, with: { artifact: tool, to: tool } } }`,
  },
  'incompatible-versions': {
    wrong: `versions: { library: '2.5.1', plugin: '0.19.1' }
compatibility:
  - { library: '2.5.1', plugin: '0.20.1' }
  - { library: '2.4.1', plugin: '0.19.1' }
steps: { greet: { uses: run, with: { argv: [echo, '\${library} \${plugin}'] } } }`,
    right: `versions: { library: '2.5.1', plugin: '0.20.1' }
compatibility:
  - { library: '2.5.1', plugin: '0.20.1' }
  - { library: '2.4.1', plugin: '0.19.1' }
steps: { greet: { uses: run, with: { argv: [echo, '\${library} \${plugin}'] } } }`,
  },
  'lock-disagrees': {
    wrong: TOOL(HASH),
    right: TOOL(OTHER),
    lock: {
      file: 'manifest.lock.yaml',
      artifacts: new Map([[URL, { url: URL, size: 10, sha256: OTHER }]]),
    },
  },
  'profile-hides-others': {
    wrong: 'profiles: { cpu: {}, gpu: { when: { gpu: nvidia } } }',
    right: 'profiles: { gpu: { when: { gpu: nvidia } }, cpu: {} }',
  },
  'profile-of-profile': {
    wrong: 'profiles: { fast: { when: { profile: slow } }, slow: {} }',
    right: 'profiles: { fast: { when: { gpu: nvidia } }, slow: {} }',
  },
  'too-many-combinations': {
    wrong: `profiles:\n${Array.from({ length: 101 }, (_, at) => `  p${at}: {}`).join('\n')}`,
    shownAs: 'a manifest with 101 profiles that every platform can have',
    right: 'profiles: { fast: { when: { gpu: nvidia } }, slow: {} }',
  },
  'undeclared-version': {
    wrong: `versions: { library: '2.5.1' }
profiles: { new: { versions: { libary: '2.8.0' } } }
steps: { greet: { uses: run, with: { argv: [echo, '\${library}'] } } }`,
    right: `versions: { library: '2.5.1' }
profiles: { new: { versions: { library: '2.8.0' } } }
steps: { greet: { uses: run, with: { argv: [echo, '\${library}'] } } }`,
  },
  'unverified-download': { wrong: TOOL(''), right: TOOL(HASH) },
  'wrong-checksums': {
    wrong: `artifacts:
  tool: { sources: [${URL}], checksums: 'https://host.example/SHA512SUMS', sha256: ${HASH} }
steps: { tool: { uses: download, with: { artifact: tool, to: tool } } }`,
    right: `artifacts:
  tool: { sources: [${URL}], checksums: 'https://host.example/SHA256SUMS', sha256: ${HASH} }
steps: { tool: { uses: download, with: { artifact: tool, to: tool } } }`,
  },
};
