// Starts listening, or says why not.

import { once } from 'node:events';

export async function listen(server, port = 0, host = '127.0.0.1') {
  server.listen(port, host);
  await once(server, 'listening');
}
