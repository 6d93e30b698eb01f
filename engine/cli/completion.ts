import type { Command } from 'commander';

const ASKED = 'complete';

/**
 * Shell completion, for bash, zsh, fish and PowerShell: `completion SHELL` prints a script, which has the shell call `complete` with the
 * words so far. Only these two load what does it; for all others it is a line of the help.
 */
export async function addCompletion(program: Command, word: string | undefined): Promise<void> {
  const name = 'completion';
  if (word !== name && word !== ASKED) {
    program.command(`${name} <shell>`).description(SUMMARY);
    return;
  }
  const { default: complete } = await import('@bomb.sh/tab/commander');
  complete(program, { completionCommandName: name });
}

const SUMMARY = 'print the script that completes commands and flags in a shell: bash, zsh, fish or powershell';
