// What clients said to the SMTP servers, without their secrets.

export class Sessions {
  #records = new Set();

  /** Begins the record of a connection. */
  begin(server) {
    const record = { server, at: new Date().toISOString(), open: true, tls: false, commands: [], auth: [] };
    this.#records.add(record);
    return record;
  }

  /** A line in answer to the server's question during AUTH belongs to that command; "*" gives up and says nothing. */
  heard(record, line, tls, isAnswer) {
    // A connection that outlives a reset appears again as soon as something is said on it.
    this.#records.add(record);
    if (isAnswer) {
      const asked = record.commands.at(-1);
      if (asked) asked.credentials ||= !['', '*'].includes(line.trim());
      return;
    }
    const [verb, mechanism, ...rest] = line.trim().split(/\s+/);
    if (verb.toUpperCase() !== 'AUTH') record.commands.push({ line, tls });
    else record.commands.push({ line: `AUTH ${mechanism ?? ''}`.trim(), tls, credentials: rest.length > 0 });
  }

  triedToSignIn(record, attempt) {
    this.#records.add(record);
    record.auth.push(attempt);
  }

  reset() {
    for (const record of this.#records) {
      record.commands = [];
      record.auth = [];
    }
    this.#records.clear();
  }

  toJSON() {
    return [...this.#records];
  }
}
