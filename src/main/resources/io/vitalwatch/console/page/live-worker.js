// One event stream for all tabs of this browser: HTTP/1.1 gives a browser only six connections to a server.
import { Stream } from './stream.js';

const ports = new Set();
const stream = new Stream((type, data) => {
  for (const port of ports) port.postMessage({ type, data });
});

self.onconnect = event => {
  const port = event.ports[0];
  ports.add(port);
  port.onmessage = message => {
    if (message.data === 'gone') ports.delete(port);
  };
  // A tab that comes later needs everything.
  stream.connect(null);
};
