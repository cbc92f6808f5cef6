// How the peers are told to behave, changed by tests while everything runs; by default everything works.

import { EventEmitter } from 'node:events';

const known = ['recipient', 'sender', 'data', 'auth', 'greetingDelayMs', 'mailDelayMs', 'tokenDelayMs'];

export class Behaviour {
  #settings = {};
  #changes = new EventEmitter().setMaxListeners(0);

  /** Takes a JSON merge patch (RFC 7396): null puts a key back. */
  change(patch) {
    const unknown = Object.keys(patch).find((key) => !known.includes(key));
    if (unknown) throw new Error(`what is "${unknown}"?`);
    this.#become(merged(this.#settings, patch));
  }

  reset() {
    this.#become({});
  }

  /** `{ code, text }` if every attempt to sign in is to be refused. */
  get auth() {
    return this.#settings.auth;
  }

  /** Waits for the time set under this name; a test that takes the time back ends the wait. */
  async delay(name) {
    const began = Date.now();
    for (let left; (left = began + (this.#settings[name] ?? 0) - Date.now()) > 0; ) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#changes.once('change', () => { clearTimeout(timer); resolve(); });
      });
    }
  }

  /** `{ code, text }` if at this step one of these addresses is to be refused; a rule without `match` means all. */
  refusal(step, addresses) {
    const rule = this.#settings[step];
    const matches = rule && addresses.some((address) => address.includes(rule.match ?? ''));
    return matches ? rule : undefined;
  }

  toJSON() {
    return this.#settings;
  }

  #become(settings) {
    this.#settings = settings;
    this.#changes.emit('change');
  }
}

function merged(value, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(value) ? { ...value } : {};
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete result[key];
    else result[key] = merged(result[key], change);
  }
  return result;
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
