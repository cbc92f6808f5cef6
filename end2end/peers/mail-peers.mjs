// SMTP servers and an authorization server for tests: node mail-peers.mjs DIRECTORY
// Puts its certificates there, prints one line of JSON that says where everything is, and goes on until SIGTERM or
// until its standard input ends, so that it does not outlive whoever started it.

import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Behaviour } from './behaviour.mjs';
import { makeCertificates } from './certificates.mjs';
import { startControl } from './control.mjs';
import { Sessions } from './sessions.mjs';
import { implicitAddresses, startSmtp } from './smtp.mjs';
import { Tokens } from './tokens.mjs';

async function start(directory) {
  mkdirSync(directory, { recursive: true });
  const certificates = makeCertificates(directory, implicitAddresses);
  const behaviour = new Behaviour();
  const tokens = await Tokens.start(behaviour, certificates.good);
  const peers = { behaviour, tokens, mails: [], sessions: new Sessions() };
  peers.smtp = await startSmtp(certificates, peers);
  const places = Object.entries(peers.smtp).map(([name, { at }]) => [name, at]);
  return startControl(
    {
      control: undefined,
      smtp: Object.fromEntries(places),
      tokenHttp: tokens.http,
      tokenHttps: tokens.https,
      ca: certificates.authority,
    },
    peers,
  );
}

const [directory] = process.argv.slice(2);
if (!directory) {
  console.error('usage: node mail-peers.mjs DIRECTORY');
  process.exit(2);
}
process.on('SIGTERM', () => process.exit());
process.stdin.on('close', () => process.exit()).resume();
try {
  console.log(JSON.stringify(await start(resolve(directory))));
} catch (error) {
  console.error(`mail-peers: ${error.message}`);
  process.exit(1);
}
