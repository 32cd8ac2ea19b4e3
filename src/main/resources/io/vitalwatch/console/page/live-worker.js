// One event stream for all tabs of this browser: HTTP/1.1 gives a browser only six connections to a server.
const ports = new Set();
let source = null;
let last = null;

function broadcast(message) {
  for (const port of ports) port.postMessage(message);
}

function connect(from) {
  if (source) source.close();
  source = new EventSource('/api/v1/stream' + (from ? '?last=' + encodeURIComponent(from) : ''));
  for (const type of ['snapshot', 'change']) {
    source.addEventListener(type, event => {
      last = event.lastEventId;
      broadcast({ type, data: event.data });
    });
  }
  source.onerror = () => {
    // An answer other than 200 ends an EventSource for good.
    if (source.readyState === EventSource.CLOSED) {
      broadcast({ type: 'refused' });
      setTimeout(() => connect(last), 3000);
    }
  };
}

function take(port) {
  ports.add(port);
  port.onmessage = message => {
    if (message.data === 'gone') ports.delete(port);
  };
  // A tab that comes later needs everything.
  connect(null);
}

self.onconnect = event => take(event.ports[0]);
