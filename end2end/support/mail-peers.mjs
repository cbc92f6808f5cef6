// The mail servers and the token endpoint of end2end/peers, by the address of their control.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** @typedef {{ to: string[], source: string, at: string }} Mail */

export class MailPeers {
  #control;

  /** @param {string | undefined} control As scripts/test-servers exports it. */
  constructor(control) {
    this.#control = control;
  }

  /** Servers of one's own, for which nobody else asks; `stop` ends them. */
  static async start() {
    const home = mkdtempSync(join(os.tmpdir(), 'datasync-mail-peers-'));
    const script = fileURLToPath(new URL('../peers/mail-peers.mjs', import.meta.url));
    const running = spawn('node', [script, home], { stdio: ['pipe', 'pipe', 'ignore'] });
    const [line] = await once(createInterface({ input: running.stdout }), 'line');
    const peers = new MailPeers(JSON.parse(line).control);
    const stop = () => {
      running.kill();
      rmSync(home, { recursive: true, force: true });
    };
    return { peers, stop };
  }

  reset() {
    return this.#ask('reset', {});
  }

  places() {
    return this.#ask('');
  }

  /** @param {object} how */
  behave(how) {
    return this.#ask('behaviour', how);
  }

  /** @returns {Promise<Mail[]>} */
  mails() {
    return this.#ask('mails');
  }

  /** @param {string} address @returns {Promise<Mail[]>} */
  mailsTo(address) {
    return this.#ask(`mails?to=${encodeURIComponent(address)}`);
  }

  async #ask(path, body) {
    if (!this.#control) throw new Error('DATASYNC_TEST_MAIL is not set: run the tests with make test');
    const options = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${this.#control}/${path}`, body && options);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}

/** The first link in a mail. Long lines are folded in mails, and `=` has a spelling of its own. @param {Mail} mail */
export function linkIn({ source }, url) {
  const text = source.replace(/=\r?\n/g, '').replace(/=3D/g, '=');
  const link = text.split(url)[1]?.match(/^[^\s"<]+/)?.[0];
  if (!link?.startsWith('/')) throw new Error(`no link under ${url} in\n${source}`);
  return url + link;
}
