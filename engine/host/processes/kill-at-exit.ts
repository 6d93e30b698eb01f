const running = new Set<number>();
let listening = false;

/** Should the engine itself end at once, as after a second Ctrl-C, the process's group ends with it. Returns how to call it off. */
export function killAtExit(pid: number): () => void {
  if (!listening) process.once('exit', killAll);
  listening = true;
  running.add(pid);
  return () => void running.delete(pid);
}

function killAll(): void {
  for (const pid of running) {
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
    } catch {
      // it has ended already
    }
  }
}
