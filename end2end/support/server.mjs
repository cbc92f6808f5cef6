// A DataSync of one's own: the release binary, an empty data directory, a free port, and a vendor key nobody else has.

import { execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const patienceMs = 20_000;

export function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url));
  const path = process.env.DATASYNC_BINARY ?? join(target, 'release', 'datasync');
  if (!existsSync(path)) throw new Error(`${path} is missing: run make build`);
  return path;
}

/** Runs a command that needs no installation and gives what it printed. */
export function command(...words) {
  return execFileSync(binary(), words, { encoding: 'utf8' }).trim();
}

/** Below the ports that outgoing connections get: one of those could take it while the server restarts. */
async function freePort() {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const probe = createServer().listen(port, '127.0.0.1');
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}

/** @typedef {{ environment?: Record<string, string | undefined>, seats?: number }} Options */

export class Server {
  /** Everything the server printed, for the report of a failed test. */
  output = '';
  /** The part of it that went to standard error: the log. */
  errors = '';
  #lines = [];
  #awaiting = [];
  #linksGiven = new Set();

  /** Makes a vendor, a license and a data directory, and starts the server on them. @param {Options} options */
  static async start({ environment = {}, seats = 1000 } = {}) {
    const server = new Server();
    server.home = mkdtempSync(join(tmpdir(), 'datasync-end2end-'));
    const key = join(server.home, 'vendor.key');
    const publicKey = server.command('license', 'keygen', '--out', key);
    server.serialNumber = server.command(
      ...['license', 'issue', '--key', key, '--licensee', 'Analytical Engines', '--seats', String(seats)],
      ...['--feature', 'synchronization'],
    );
    const port = await freePort();
    server.url = `http://127.0.0.1:${port}`;
    server.dataDirectory = join(server.home, 'data');
    server.environment = {
      DATASYNC__SERVER__ADDRESS: `127.0.0.1:${port}`,
      DATASYNC__SERVER__URL: server.url,
      DATASYNC__SERVER__DATADIRECTORY: server.dataDirectory,
      DATASYNC__LICENSE__PUBLICKEYS: publicKey,
      ...environment,
    };
    await server.launch();
    return server;
  }

  /** Runs one command of the installation and gives what it printed. */
  command(...words) {
    return execFileSync(binary(), words, { cwd: this.home, env: this.#environment(), encoding: 'utf8' }).trim();
  }

  /** Begins one command of the installation, to be ended by a signal. */
  begin(...words) {
    return spawn(binary(), words, { cwd: this.home, env: this.#environment(), stdio: 'ignore' });
  }

  /** The same with the program beside it that fills databases and measures what the product is compared with. */
  bench(...words) {
    const options = { cwd: this.home, env: this.#environment(), encoding: 'utf8' };
    return execFileSync(`${binary()}-bench`, words.map(String), options).trim();
  }

  /** Starts the process and waits until it listens; `stop` and `launch` make a restart. */
  async launch() {
    this.#lines = [];
    this.process = spawn(binary(), ['serve'], {
      cwd: this.home,
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.process, 'exit');
    this.process.stderr.setEncoding('utf8').on('data', (text) => {
      this.output += text;
      this.errors += text;
    });
    createInterface({ input: this.process.stdout }).on('line', (line) => {
      this.output += `${line}\n`;
      this.#lines.push(line);
      this.#awaiting = this.#awaiting.filter((tell) => !tell());
    });
    const gone = this.exited.then(([code]) => {
      throw new Error(`the server ended at once with ${code}:\n${this.output}`);
    });
    await Promise.race([this.#find(/^listening on (http\S+)/), gone]);
    gone.catch(() => {});
  }

  /** The link that opens registration with the setup code filled in, printed while nobody is set up. */
  async setupLink() {
    return (await this.#find(/(http\S+\/register#\S+)/))[1];
  }

  setupCode() {
    return readFileSync(join(this.dataDirectory, 'setup-code'), 'utf8').trim();
  }

  /** The next activation or reset link for this person that no earlier call has given. */
  async linkFor(username) {
    const found = await this.#find(/^link for (.+): (\S+)$/, ([line, name]) => {
      return name.toLowerCase() === username.toLowerCase() && !this.#linksGiven.has(line);
    });
    this.#linksGiven.add(found[0]);
    return found[2];
  }

  /** Asks the server to stop and gives its exit code. */
  async stop() {
    this.process.kill('SIGTERM');
    const late = setTimeout(() => this.process.kill('SIGKILL'), patienceMs);
    const [code] = await this.exited;
    clearTimeout(late);
    return code;
  }

  /** From its next start on, mails go to this port of this machine. */
  sendThrough(port) {
    Object.assign(this.environment, {
      DATASYNC__SMTP__SERVER: '127.0.0.1',
      DATASYNC__SMTP__PORT: String(port),
      DATASYNC__SMTP__SENDERADDRESS: 'sync@engines.example',
    });
  }

  remove() {
    rmSync(this.home, { recursive: true, force: true });
  }

  #environment() {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('DATASYNC__'));
    return { ...Object.fromEntries(inherited), ...this.environment };
  }

  #find(pattern, suits = () => true) {
    return new Promise((resolve, reject) => {
      const tell = () => {
        const found = this.#lines.map((line) => pattern.exec(line)).find((match) => match && suits(match));
        if (!found) return false;
        clearTimeout(late);
        resolve(found);
        return true;
      };
      const late = setTimeout(() => {
        reject(new Error(`the server did not print ${pattern} within ${patienceMs} ms:\n${this.output}`));
      }, patienceMs);
      if (!tell()) this.#awaiting.push(tell);
    });
  }
}
