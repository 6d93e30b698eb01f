import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { makeZip } from './make-zip.js';

/**
 * A program file of Python code, run by the host's Python. `-I`: nothing of the user's own Python settings takes part.
 * On POSIX it is a text that sh runs and in which Python then sees a string and the code, since `#!` alone takes no
 * interpreter whose path is long or has a space.
 */
export async function programFile(code: string, python: string): Promise<string | Uint8Array> {
  if (process.platform === 'win32') return windowsProgram(code, python);
  return `#!/bin/sh\n''':'\nexec "${python}" -I "$0" "$@"\n'''\n${code}`;
}

/** An .exe: the launcher that every pip carries, a line that names the interpreter, and a zip with the code. */
async function windowsProgram(code: string, python: string): Promise<Uint8Array> {
  const launcher = await readFile(await launcherPath(python));
  const line = Buffer.from(`#!"${python}" -I\r\n`, 'utf8');
  return Buffer.concat([launcher, line, makeZip([{ name: '__main__.py', content: code }])]);
}

function launcherPath(python: string): Promise<string> {
  const ask = 'import os, pip._vendor.distlib as d; print(os.path.join(os.path.dirname(d.__file__), "t64.exe"))';
  return new Promise((resolve, reject) => {
    execFile(python, ['-I', '-c', ask], { encoding: 'utf8', windowsHide: true }, (error, stdout) => {
      if (error === null) resolve(stdout.trim());
      else reject(new Error(`${python} has no pip to take a launcher from: ${error.message}`));
    });
  });
}
