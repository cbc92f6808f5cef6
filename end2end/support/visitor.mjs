// A person without a browser: fetches pages, fills their forms, keeps cookies. Quick ways into an installation for tests
// whose subject begins later, and proof that every form is plain HTML.

import { newAddress } from './raw.mjs';

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#x2F': '/' };

export class Visitor {
  #cookies = new Map();
  /** Where it comes from, if the server trusts 127.0.0.1 as a proxy. */
  #address = newAddress();

  constructor(url, language = 'en') {
    this.url = url;
    this.language = language;
  }

  /** Fetches a page and follows redirects. @returns {Promise<{ status: number, url: string, html: string }>} */
  async open(address, options = {}) {
    const url = new URL(address, this.url);
    const response = await fetch(url, {
      redirect: 'manual',
      ...options,
      headers: {
        accept: 'text/html',
        'accept-language': this.language,
        cookie: this.cookieHeader(),
        'x-forwarded-for': this.#address,
        ...options.headers,
      },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      this.#cookies.set(name, value);
    }
    const html = await response.text();
    if (response.status < 300 || response.status > 399) return { status: response.status, url: url.href, html };
    return this.open(new URL(response.headers.get('location'), url));
  }

  /** Opens the page, fills the form that has all these fields, and sends it. */
  async submit(address, fields) {
    const page = await this.open(address);
    const { action, body } = this.fill(page, fields);
    return this.open(action, { method: 'POST', body, headers: this.formHeaders(page) });
  }

  /** What the browser would send for the form of this page that has all these fields. */
  fill(page, fields) {
    for (const [form] of page.html.matchAll(/<form\b[\s\S]*?<\/form>/g)) {
      const inputs = [...form.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)].map(([tag]) => attributes(tag));
      const named = new Map(inputs.filter(({ name }) => name).map((input) => [input.name, input.value ?? '']));
      if (!Object.keys(fields).every((name) => named.has(name))) continue;
      for (const { name, type, checked } of inputs) {
        if (type === 'checkbox' && checked === undefined) named.delete(name);
      }
      for (const { name, type, checked, value } of inputs) {
        if (type === 'radio' && checked !== undefined) named.set(name, value);
      }
      for (const [name, value] of Object.entries(fields)) named.set(name, value);
      const action = new URL(attributes(/<form\b[^>]*>/.exec(form)[0]).action ?? page.url, page.url).href;
      return { action, body: new URLSearchParams([...named]) };
    }
    throw new Error(`no form with ${Object.keys(fields)} on ${page.url} (${page.status}):\n${page.html}`);
  }

  /** What a browser says about the page that a form was sent from. */
  formHeaders(page) {
    return {
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
      origin: new URL(this.url).origin,
      referer: page.url,
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'navigate',
    };
  }

  cookieHeader() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The cookies in the shape that a browser context takes. */
  storageState() {
    const { hostname } = new URL(this.url);
    const cookie = { domain: hostname, path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' };
    return { cookies: [...this.#cookies].map(([name, value]) => ({ ...cookie, name, value })), origins: [] };
  }

  /** Registers, opens the link, sets the password. The first one needs the server's setup code. */
  async join(server, person) {
    await this.register(server, person);
    await this.setPassword(await server.linkFor(person.username), person.password);
  }

  async register(server, person) {
    const page = await this.open('/register');
    const fields = {
      email: person.email,
      username: person.username,
      first_name: person.firstName,
      last_name: person.lastName,
      serial_number: server.serialNumber,
    };
    if (hasField(page, 'setup_code')) fields.setup_code = server.setupCode();
    return this.#leaving('serial_number', await this.submit('/register', fields));
  }

  async setPassword(link, password) {
    const fields = { new_password: password, confirm_new_password: password };
    return this.#leaving('new_password', await this.submit(link, fields));
  }

  async signIn(person) {
    const fields = { username: person.username, password: person.password };
    const page = await this.submit('/login', fields);
    // The settings have a field of that name, too.
    return new URL(page.url).pathname === '/settings' ? page : this.#leaving('password', page);
  }

  /** Ends the guided setup, which leads the first administrator. */
  async finishSetup(person) {
    const page = await this.signIn(person);
    for (const action of ['/api/finish_setup', '/api/sign_out']) {
      await this.open(action, { method: 'POST', body: new URLSearchParams(), headers: this.formHeaders(page) });
    }
  }

  /** Makes an API token, as an administrator who has just signed in. @param {'report' | 'read' | 'run'} scope */
  async apiToken(scope) {
    const body = new URLSearchParams({ name: `${scope} ${Math.random()}`, scope, expires: 'never' });
    const response = await fetch(new URL('/api/add_api_token', this.url), {
      method: 'POST',
      headers: { accept: 'application/json', cookie: this.cookieHeader() },
      body,
    });
    if (!response.ok) throw new Error(`no API token: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** The page after a form that went through does not ask again. */
  #leaving(field, page) {
    if (!hasField(page, field)) return page;
    throw new Error(`refused, ${page.url} (${page.status}) asks for ${field} again:\n${page.html}`);
  }
}

function hasField(page, name) {
  return new RegExp(`<input\\b[^>]*\\sname="?${name}\\b`).test(page.html);
}

function attributes(tag) {
  const found = tag.matchAll(/\s([\w:-]+)(?:="([^"]*)"|='([^']*)'|=([^\s>]+))?/g);
  return Object.fromEntries([...found].map(([, name, ...values]) => [name, unescape(values.find(Boolean) ?? '')]));
}

function unescape(text) {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27|#x2F);/g, (_, name) => entities[name]);
}
