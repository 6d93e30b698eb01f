import { tarOf } from './make-archive.js';

const MEMBERS = [
  { name: './' },
  { name: 'bin/', type: '5', mode: 0o755 },
  { name: 'bin/tool', body: '#!/bin/sh\n', mode: 0o755 },
  { name: 'lib/real.txt', body: 'real\n' },
  { name: 'lib/link.txt', type: '2', target: 'real.txt' },
  { name: 'lib/up', type: '2', target: '../bin/tool' },
  { name: 'lib/same.txt', type: '1', target: 'lib/real.txt' },
  { name: 'empty/', type: '5' },
];
/** A tar of files, folders and links of each kind. */
export const TAR = tarOf({ name: './', type: '5', mode: 0o755 }, ...MEMBERS.slice(1));

/** What is on disk when it is unpacked, and which of it are files. */
export const TREE = {
  'bin/': 'folder',
  'bin/tool': '*#!/bin/sh\n',
  'empty/': 'folder',
  'lib/': 'folder',
  'lib/link.txt': '-> real.txt',
  'lib/real.txt': 'real\n',
  'lib/same.txt': 'real\n',
  'lib/up': '-> ../bin/tool',
};
export const FILES = ['bin/tool', 'lib/link.txt', 'lib/real.txt', 'lib/same.txt', 'lib/up'];
