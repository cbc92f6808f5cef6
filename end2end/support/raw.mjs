// Requests that no page makes: timed, by the hundred, or byte for byte.

import http from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** @typedef {{ status: number, headers: http.IncomingHttpHeaders, rawHeaders: string[], body: string, ms: number }} Answer */

let addresses = 0;

/** Posts to server functions as scripts do, each time from an address of its own if the server trusts 127.0.0.1 as a proxy. */
export class Script {
  #agent;

  constructor(url, connections = 1) {
    this.url = url;
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  }

  /** @returns {Promise<Answer>} */
  post(name, fields, headers = {}) {
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': newAddress() };
    const options = { method: 'POST', headers: { ...form, ...headers } };
    return this.send(`/api/${name}`, options, new URLSearchParams(fields).toString());
  }

  /** @returns {Promise<Answer>} */
  send(path, options = {}, body = undefined) {
    return new Promise((resolve, reject) => {
      const began = performance.now();
      const request = http.request(new URL(path, this.url), { agent: this.#agent, ...options }, async (response) => {
        const { statusCode: status, headers, rawHeaders } = response;
        const body = await text(response).catch(reject);
        resolve({ status, headers, rawHeaders, body, ms: performance.now() - began });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  close() {
    this.#agent.destroy();
  }
}

export function newAddress() {
  const number = ++addresses;
  return `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
}

/** Everything of an answer that is not different for each request anyway. @param {Answer} answer */
export function essence({ status, rawHeaders, body }) {
  const headers = rawHeaders.flatMap((name, at) => {
    if (at % 2 || ['date', 'x-request-id'].includes(name.toLowerCase())) return [];
    return [`${name}: ${rawHeaders[at + 1].replace(/'nonce-[^']+'/, "'nonce'")}`];
  });
  return [status, ...headers, '', body].join('\n');
}

/** Sends a form whose head is written by hand, and gives the answer as it came. */
export function sendByHand(url, head, fields) {
  const { hostname, port } = new URL(url);
  const body = new URLSearchParams(fields).toString();
  const rest = [
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
    'Accept: text/html',
    'Connection: close',
  ];
  const socket = connect(Number(port), hostname);
  socket.write(`${[...head, ...rest].join('\r\n')}\r\n\r\n${body}`);
  return text(socket);
}

/** How probable it is that one of these is greater than one of those. */
export function probabilityOfGreater(these, those) {
  let greater = 0;
  for (const one of these) for (const other of those) greater += one > other ? 1 : one === other ? 0.5 : 0;
  return greater / (these.length * those.length);
}

/** The value below which this share of the numbers is. */
export function quantile(numbers, share) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(share * (numbers.length - 1))];
}
