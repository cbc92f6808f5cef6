// Reports of runs from twenty clients at once, on two engines: how many a minute, and that none is lost.

import http from 'node:http';
import { part, row, small } from './bench-report.mjs';
import { environment } from './database.mjs';
import { ada } from './people.mjs';
import { Server } from './server.mjs';
import { Visitor } from './visitor.mjs';

const clients = 20;
const perClient = small ? 10 : 500;
const reports = clients * perClient;

export async function jobs() {
  for (const [name, engine] of [['SQLite', undefined], ['PostgreSQL', 'postgresql']]) {
    await part(`reported runs, ${name}`, () => reportsOn(name, engine));
  }
}

async function reportsOn(name, engine) {
  const server = await Server.start({ environment: environment(engine) });
  try {
    const visitor = new Visitor(server.url);
    await visitor.join(server, ada);
    await visitor.finishSetup(ada);
    await visitor.signIn(ada);
    const token = await visitor.apiToken('report');
    const began = performance.now();
    await Promise.all(Array.from({ length: clients }, (_, number) => client(server, token, number)));
    const minutes = (performance.now() - began) / 60_000;
    row(`reported runs a minute, ${clients} clients, ${name}`, '>=', 10_000, reports / minutes, '');
    const found = await kept(server, visitor);
    row('  of these, kept', '>=', reports, found, '');
    // A lost report is no matter of how fast the machine is.
    if (found !== reports) throw new Error(`${reports} runs were reported, ${found} are kept`);
  } finally {
    await server.stop();
    server.remove();
  }
}

/** Every tenth of its runs fails. */
async function client(server, token, number) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (let n = 0; n < perClient; n++) {
    const state = n % 10 ? 'succeeded' : 'failed';
    const status = await post(`${server.url}/api/v1/jobs/engine-${number % 4}/runs`, agent, token, { key: `${number}-${n}`, state });
    if (status !== 201) throw new Error(`a report was answered with ${status}`);
  }
  agent.destroy();
}

function post(url, agent, token, body) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    request.on('error', reject);
    request.end(JSON.stringify(body));
  });
}

/** As the pages of the jobs count them. */
async function kept(server, visitor) {
  let total = 0;
  for (let number = 0; number < 4; number++) {
    const { html } = await visitor.open(`/jobs/engine-${number}`);
    const [, succeeded, failed] = /Succeeded: ([\d,]+)\. Failed: ([\d,]+)\./.exec(html) ?? [];
    total += Number(succeeded?.replace(',', '')) + Number(failed?.replace(',', ''));
  }
  return total;
}
