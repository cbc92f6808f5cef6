// How the peers are told to behave, changed by tests while everything runs; by default everything works.

const known = ['recipient', 'sender', 'data', 'auth', 'greetingDelayMs', 'mailDelayMs', 'tokenDelayMs'];

export class Behaviour {
  #settings = {};

  /** Takes a JSON merge patch (RFC 7396): null puts a key back. */
  change(patch) {
    const unknown = Object.keys(patch).find((key) => !known.includes(key));
    if (unknown) throw new Error(`what is "${unknown}"?`);
    this.#settings = merged(this.#settings, patch);
  }

  reset() {
    this.#settings = {};
  }

  /** `{ code, text }` if every attempt to sign in is to be refused. */
  get auth() {
    return this.#settings.auth;
  }

  /** Waits for the time set under this name. */
  async delay(name) {
    const milliseconds = this.#settings[name] ?? 0;
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
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
