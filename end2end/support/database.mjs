// The databases of scripts/test-servers, and a way to them that can be slow, cut and mended.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const variables = { postgresql: 'DATASYNC_TEST_POSTGRES', mysql: 'DATASYNC_TEST_MARIADB' };

/** @typedef {'postgresql' | 'mysql'} Engine */

/** A database that is not there yet, in the fields of the Connection panel. @param {Engine} engine */
export function newDatabase(engine) {
  const [host, port, username, password] = (process.env[variables[engine]] ?? '').split(':');
  if (!password) throw new Error(`${variables[engine]} is not set: run the tests with make test`);
  return { server: `${host}:${port}`, database: `end2end_${randomBytes(6).toString('hex')}`, username, password };
}

/** The same, or the embedded one, as a configuration has it. */
export function connection(engine) {
  if (!engine) return { Engine: 'Embedded', Database: 'bare.db' };
  const { server: Server, database: Database, username: Username, password: Password } = newDatabase(engine);
  return { Engine: engine === 'mysql' ? 'MariaDB' : 'PostgreSQL', Server, Database, Username, Password, CreateDatabase: true };
}

/** The same as variables of the environment. */
export function environment(engine) {
  if (!engine) return {};
  const pairs = Object.entries(connection(engine));
  return Object.fromEntries(pairs.map(([key, value]) => [`DATASYNC__CONNECTION__${key.toUpperCase()}`, String(value)]));
}

/** Passes everything on to a server, and tells nobody what happens to the way there. */
export class Proxy {
  /** What is sent arrives this much later. */
  delayMs = 0;
  #target;
  #sockets = new Set();
  #listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#open(client));

  /** @param {string} server As in the field of that name: host:port. */
  static async to(server) {
    const proxy = new Proxy();
    const [host, port] = server.split(':');
    proxy.#target = { host, port: Number(port), allowHalfOpen: true, noDelay: true };
    await proxy.#listen(0);
    proxy.port = proxy.#listener.address().port;
    proxy.server = `127.0.0.1:${proxy.port}`;
    return proxy;
  }

  /** Ends every connection and takes no other, as a database server that has stopped. */
  async cut() {
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async mend() {
    await this.#listen(this.port);
  }

  async close() {
    if (this.#listener.listening) await this.cut();
  }

  async #listen(port) {
    this.#listener.listen(port, '127.0.0.1');
    await once(this.#listener, 'listening');
  }

  #open(client) {
    const server = connect(this.#target);
    for (const [from, to] of [[client, server], [server, client]]) {
      this.#sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => this.#sockets.delete(from));
      this.#passOn(from, to).catch(() => to.destroy());
    }
  }

  async #passOn(from, to) {
    let sent = Promise.resolve();
    for await (const chunk of from) {
      const due = this.delayMs ? pause(this.delayMs) : undefined;
      sent = Promise.all([due, sent]).then(() => void to.write(chunk));
    }
    await sent;
    to.end();
  }
}
