// `datasync copy` between the databases of scripts/test-servers, and what their own clients say of the outcome.

import { execFile, spawn } from 'node:child_process';
import { newDatabase } from './database.mjs';
import { binary } from './server.mjs';

/** Runs a program to its end. @param {string} program @param {string[]} words */
function run(program, words, environment = {}, input = '') {
  return new Promise((resolve) => {
    const options = { encoding: 'utf8', env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(program, words, options, (error, stdout, stderr) =>
      resolve({ status: error ? error.code : 0, stdout, stderr }),
    );
    // A program that refuses its arguments is gone before it could read. What became of it is in its status.
    child.stdin.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
    });
    child.stdin.end(input);
  });
}

/** A database of its own, looked at by the engine's own client. */
export class Place {
  /** @param {'postgresql' | 'mysql'} engine */
  static async new(engine) {
    const place = new Place();
    place.engine = engine;
    Object.assign(place, newDatabase(engine));
    [place.host, place.port] = place.server.split(':');
    await place.sql(`CREATE DATABASE ${place.database}`, engine === 'mysql' ? '' : 'postgres');
    return place;
  }

  /** The engine's own client, without heads: columns with tabs, rows with line ends, and NULL as `NULL`. */
  client(options, database = this.database) {
    const { host, port, username, password } = this;
    return this.engine === 'mysql'
      ? {
          words: ['mariadb', '-h', host, '-P', port, '-u', username, '-N', '-B', '--default-character-set=utf8mb4', ...options, database].filter(Boolean),
          environment: { MYSQL_PWD: password },
        }
      : {
          words: ['psql', '-h', host, '-p', port, '-U', username, '-X', '-q', '-A', '-t', '-F', '\t', '-P', 'null=NULL', '-v', 'ON_ERROR_STOP=1', ...options, database],
          environment: { PGPASSWORD: password },
        };
  }

  /** What statements show, as text. */
  async sql(statements, database = this.database) {
    const { words, environment } = this.client(this.engine === 'mysql' ? ['--raw'] : [], database);
    const done = await run(words[0], words.slice(1), environment, statements);
    if (done.status !== 0) throw new Error(`${statements}: ${done.stderr}`);
    return done.stdout.trimEnd();
  }

  get url() {
    const scheme = this.engine === 'mysql' ? 'mariadb' : 'postgresql';
    return `${scheme}://${this.username}@${this.server}/${this.database}`;
  }

  /** All tables that are there, ours too. */
  async tables() {
    const schema = this.engine === 'mysql' ? 'DATABASE()' : "'public'";
    const names = await this.sql(`SELECT table_name FROM information_schema.tables WHERE table_schema = ${schema} ORDER BY 1`);
    return names.split('\n').filter(Boolean);
  }
}

export function words(from, to, options) {
  return ['copy', '--from', from.url ?? from, '--to', to.url ?? to, ...options];
}

export function passwords(from, to) {
  return { DATASYNC_FROM_PASSWORD: from.password, DATASYNC_TO_PASSWORD: to.password, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
}

/** Copies, and gives the exit status and what was printed. */
export function copy(from, to, ...options) {
  return run(binary(), words(from, to, options), passwords(from, to));
}

/** Copies, and gives the exit status and the receipt. */
export async function receipt(from, to, ...options) {
  const done = await copy(from, to, '--json', ...options);
  return { ...done, receipt: JSON.parse(done.stdout) };
}

/** Begins to copy, to be ended by a signal. */
export function begin(from, to, ...options) {
  const env = { ...process.env, ...passwords(from, to) };
  const child = spawn(binary(), words(from, to, options), { env, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', (status, signal) => resolve({ status, signal })));
  return { kill: (signal) => child.kill(signal), ended };
}
