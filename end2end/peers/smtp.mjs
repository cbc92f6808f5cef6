// The SMTP servers a mail may meet, each on a port of its own.

import { SMTPServer } from 'smtp-server';
import sasl from 'smtp-server/lib/sasl.js';
import { listen } from './listen.mjs';

const passwords = new Map([
  ['mailer', 'Correct horse 1'],
  ['apikey', 'SG.key'],
]);
const tokenUser = 'sync@contoso.example';

// TLS from the first byte is recognized by this port; on 127.0.0.1 a mail server of the machine may have it.
const implicitPort = 465;
export const implicitAddresses = [2, 3, 4, 5, 6, 7, 8, 9].map((last) => `127.0.0.${last}`);

const kinds = {
  plain: { certificate: 'good', disabledCommands: ['STARTTLS'] },
  starttls: { certificate: 'good' },
  implicit: { certificate: 'good', secure: true },
  expired: { certificate: 'expired' },
  wrongName: { certificate: 'wrongName' },
  selfSigned: { certificate: 'selfSigned' },
  loginOnly: { certificate: 'good', authMethods: ['LOGIN'] },
  noAuth: { certificate: 'good', disabledCommands: ['STARTTLS', 'AUTH'] },
};

// In the words of Exchange Online, after the client has read why.
sasl.XOAUTH2_error = function (_answer, done) {
  this.send(535, '5.7.3 Authentication unsuccessful');
  done();
};

/** Starts all of them and gives them by name. */
export async function startSmtp(certificates, peers) {
  const servers = Object.entries(kinds).map(([name, { certificate, ...options }]) => {
    return [name, new Peer(name, { ...certificates[certificate], ...options }, peers)];
  });
  await Promise.all(servers.map(([, server]) => server.start()));
  return Object.fromEntries(servers);
}

const refused = ({ code, text }) => Object.assign(new Error(text), { responseCode: code });

class Peer extends SMTPServer {
  #name;
  #peers;
  #offersTls;
  #beginning = new Map();

  constructor(name, options, peers) {
    super({
      name: 'mail.localhost',
      authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
      authOptional: true,
      disableReverseLookup: true,
      minVersion: 'TLSv1.2',
      ...options,
    });
    this.#name = name;
    this.#peers = peers;
    this.#offersTls = !this.options.disabledCommands.includes('STARTTLS');
    // Clients that hang up on a bad certificate are what some tests are about.
    this.on('error', (error) => console.error(`${name}: ${error.message}`));
    this.server.on('connection', (socket) => this.#accepted(socket));
  }

  async start() {
    await (this.options.secure ? this.#listenOnImplicitPort() : listen(this.server));
    const { address: host, port } = this.server.address();
    this.at = { host, port };
  }

  async #listenOnImplicitPort() {
    const faults = new Set();
    for (const address of implicitAddresses) {
      try {
        return await listen(this.server, implicitPort, address);
      } catch (error) {
        faults.add(error.code);
      }
    }
    const remedy = `; whoever is not root needs "sysctl net.ipv4.ip_unprivileged_port_start=${implicitPort}"`;
    throw new Error(
      `port ${implicitPort} is not to be had on any of ${implicitAddresses.join(', ')}: ${[...faults].join(', ')}` +
        (faults.has('EACCES') ? remedy : ''),
    );
  }

  /** Stops listening and drops every connection. Not with the library's `close`, which is for good. */
  down() {
    if (!this.server.listening) return;
    this.server.close();
    for (const socket of this._pendingSockets.values()) socket.destroy();
    for (const connection of this.connections) connection._socket.destroy();
  }

  async up() {
    if (!this.server.listening) await listen(this.server, this.at.port, this.at.host);
  }

  /** A connection is on record from its first moment: with implicit TLS it may end before `connect`. */
  #accepted(socket) {
    const { remotePort } = socket;
    const record = this.#peers.sessions.begin(this.#name);
    this.#beginning.set(remotePort, record);
    socket.once('close', () => {
      record.open = false;
      if (this.#beginning.get(remotePort) === record) this.#beginning.delete(remotePort);
    });
  }

  connect(socket, options) {
    super.connect(socket, options);
    const connection = [...this.connections].at(-1);
    const record = this.#beginning.get(socket.remotePort) ?? this.#peers.sessions.begin(this.#name);
    this.#beginning.delete(socket.remotePort);
    record.tls = connection.secure;
    connection.session.record = record;
    // Nothing public tells of each line; the library's log hides whether an AUTH command had credentials.
    const obey = connection._onCommand;
    connection._onCommand = (line, done) => {
      const isAnswer = Boolean(connection._nextHandler);
      this.#peers.sessions.heard(record, line.toString(), connection.secure, isAnswer);
      return obey.call(connection, line, done);
    };
  }

  async onConnect(session, done) {
    // As real servers do, which offer AUTH only once TLS is on.
    if (this.#offersTls && !session.secure) session.disabledCommands = ['AUTH'];
    await this.#peers.behaviour.delay('greetingDelayMs');
    done();
  }

  onSecure(_socket, session, done) {
    session.record.tls = true;
    delete session.disabledCommands;
    done();
  }

  onAuth(auth, session, done) {
    const { behaviour, sessions } = this.#peers;
    const { method: mechanism, username: user } = auth;
    const reason = behaviour.auth ? 'told to refuse' : this.#authFault(auth);
    const outcome = reason ? 'refused' : 'accepted';
    sessions.triedToSignIn(session.record, { mechanism, user, tls: session.secure, outcome, reason });
    if (behaviour.auth) done(refused(behaviour.auth));
    else if (!reason) done(null, { user: { username: user, mechanism } });
    else if (mechanism === 'XOAUTH2') done(null, { data: { status: '401', schemes: 'bearer' } });
    else done(refused({ code: 535, text: '5.7.8 Authentication credentials invalid' }));
  }

  #authFault({ method, username, password, accessToken }) {
    if (method !== 'XOAUTH2') return passwords.get(username) === password ? undefined : 'wrong user or password';
    return username === tokenUser ? this.#peers.tokens.fault(accessToken) : 'wrong user';
  }

  onMailFrom({ address }, _session, done) {
    this.#answer('sender', [address], done);
  }

  onRcptTo({ address }, _session, done) {
    this.#answer('recipient', [address], done);
  }

  #answer(step, addresses, done) {
    const rule = this.#peers.behaviour.refusal(step, addresses);
    done(rule && refused(rule));
  }

  onData(stream, session, done) {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', async () => {
      const { mailFrom, rcptTo, smtpUtf8 } = session.envelope;
      const to = rcptTo.map(({ address }) => address);
      const rule = this.#peers.behaviour.refusal('data', to);
      // Kept before a late answer: the sender who does not wait for it cannot know that the mail went through.
      if (!rule) {
        this.#peers.mails.push({
          server: this.#name,
          at: new Date().toISOString(),
          from: mailFrom.address,
          to,
          smtpUtf8,
          tls: session.secure,
          user: session.user?.username ?? null,
          mechanism: session.user?.mechanism ?? null,
          source: Buffer.concat(chunks).toString(),
        });
      }
      await this.#peers.behaviour.delay('mailDelayMs');
      done(rule && refused(rule));
    });
  }

  onClose({ record }) {
    // STARTTLS takes the listeners off the socket.
    record.open = false;
  }
}
