// The event stream of the ward, which does not give up: it is opened again after an answer other than 200, which ends an EventSource for
// good, and where nothing came for some time, which a connection that was cut silently does not notice.
const AGAIN_MILLIS = 3000;
/** Events come four times a second. */
const SILENT_MILLIS = 10000;

export class Stream {
  /** tell is called with 'snapshot' or 'change' and the event's text, and with 'refused'. */
  constructor(tell) {
    this.tell = tell;
    this.last = null;
    this.source = null;
    this.heard = performance.now();
    setInterval(() => {
      if (this.source !== null && performance.now() - this.heard > SILENT_MILLIS) this.connect(this.last);
    }, AGAIN_MILLIS);
  }

  /** from: the id of the last event that everybody has, or null to begin with everything. */
  connect(from) {
    if (this.source) this.source.close();
    this.heard = performance.now();
    const source = new EventSource('/api/v1/stream' + (from ? '?last=' + encodeURIComponent(from) : ''));
    this.source = source;
    for (const type of ['snapshot', 'change']) {
      source.addEventListener(type, event => {
        this.heard = performance.now();
        this.last = event.lastEventId;
        this.tell(type, event.data);
      });
    }
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED || source !== this.source) return;
      this.source = null;
      this.tell('refused');
      setTimeout(() => { if (this.source === null) this.connect(this.last); }, AGAIN_MILLIS);
    };
  }
}
