// The certificates of the tests' mail and database servers, made anew for each run: a good one and one for each way to be bad.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const day = 86_400_000;

// Of its own, so that nothing depends on the machine's openssl.cnf.
const configuration = `
[req]
distinguished_name = name
prompt = no
[name]
CN = unused
[ca]
default_ca = signer
[signer]
database = index.txt
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
copy_extensions = copy
x509_extensions = server
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[alone]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
`;

/** Makes them in this directory; `addresses` are IP addresses the good one is valid for. */
export function makeCertificates(directory, addresses) {
  const openssl = (...words) => execFileSync('openssl', words, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
  const request = (name, commonName, ...more) =>
    openssl(
      ...['req', '-config', 'openssl.cnf', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', `${name}.key`, '-subj', `/CN=${commonName}`, ...more],
    );
  // `openssl x509` could only put the end before the beginning, and that is another fault than being out of date.
  const sign = (name, from, until) =>
    openssl(
      ...['ca', '-config', 'openssl.cnf', '-batch', '-notext', '-in', `${name}.csr`, '-out', `${name}.pem`],
      ...['-startdate', opensslDate(from), '-enddate', opensslDate(until)],
    );
  const issue = (name, commonName, alternatives, from = 0, until = 7 * day) => {
    request(name, commonName, '-new', '-out', `${name}.csr`, '-addext', subjectAlternatives(alternatives));
    sign(name, from, until);
  };

  writeFileSync(join(directory, 'openssl.cnf'), configuration);
  writeFileSync(join(directory, 'index.txt'), '');
  const numbers = ['127.0.0.1', ...addresses].map((address) => `IP:${address}`);
  const here = ['DNS:localhost', 'DNS:mail.localhost', ...numbers];
  const bySelf = ['-x509', '-days', '7', '-extensions'];
  request('ca', 'DataSync test authority', ...bySelf, 'authority', '-out', 'ca.pem');
  issue('good', 'localhost', here);
  issue('expired', 'localhost', here, -2 * day, -day);
  issue('wrongName', 'other.example', ['DNS:other.example']);
  const alone = [...bySelf, 'alone', '-addext', subjectAlternatives(here)];
  request('selfSigned', 'localhost', ...alone, '-out', 'selfSigned.pem');

  const pair = (name) => ({
    key: readFileSync(join(directory, `${name}.key`)),
    cert: readFileSync(join(directory, `${name}.pem`)),
  });
  return {
    authority: join(directory, 'ca.pem'),
    good: pair('good'),
    expired: pair('expired'),
    wrongName: pair('wrongName'),
    selfSigned: pair('selfSigned'),
  };
}

const subjectAlternatives = (names) => `subjectAltName=${names.join(',')}`;

/** YYMMDDHHMMSSZ */
const opensslDate = (fromNow) => {
  const date = new Date(Date.now() + fromNow).toISOString();
  return date.replace(/[-:T]|\.\d+/g, '').slice(2);
};
