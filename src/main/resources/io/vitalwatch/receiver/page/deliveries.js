'use strict';
(() => {
  const MOST_ROWS = 200;
  const PAUSE_MILLIS = 5000;
  const $ = id => document.getElementById(id);
  const filters = ['study', 'type', 'signed', 'status'];
  const count = new Intl.NumberFormat('en');
  const clock = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3
  });
  // Where the label's own words would leave one guessing.
  const reasons = {
    'method': 'not a POST', 'content-type': 'type is not JSON', 'content-encoding': 'body is encoded', 'too-large': 'body too large',
    'path-near-miss': 'path is almost right', 'too-slow': 'body came too slowly', 'broken-off': 'body broken off', 'not-taking': 'starting or stopping', 'empty': 'body empty',
    'invalid-utf8': 'not UTF-8', 'malformed-json': 'malformed JSON', 'kafka-down': 'Kafka is down',
    'not-acknowledged': 'Kafka did not confirm', 'acknowledgement-late': 'Kafka confirmed too late',
    'fault': 'fault of the receiver: see its log'
  };
  let source = null;
  let again = 0;
  let paused = false;
  let listed = 0;

  function query() {
    const chosen = new URLSearchParams();
    for (const each of filters) {
      if ($(each).value) {
        chosen.set(each, $(each).value);
      }
    }
    return chosen.toString() ? '?' + chosen : '';
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) {
      made.textContent = text;
    }
    if (className) {
      made.className = className;
    }
    return made;
  }

  function latency(micros) {
    return micros < 1e6 ? (micros / 1000).toFixed(1) + ' ms' : (micros / 1e6).toFixed(2) + ' s';
  }

  function size(bytes) {
    if (bytes < 1024) {
      return bytes + ' B';
    }
    return bytes < 1048576 ? (bytes / 1024).toFixed(1) + ' KiB' : (bytes / 1048576).toFixed(1) + ' MiB';
  }

  function pairOf(counts) {
    return count.format(counts.success) + ', ' + count.format(counts.failed);
  }

  function words(reason) {
    return reason ? reasons[reason] || reason.replaceAll('-', ' ') : '';
  }

  /** Local time, as it sorts. */
  function local(date) {
    const part = {};
    for (const each of clock.formatToParts(date)) {
      part[each.type] = each.value;
    }
    return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second}.${part.fractionalSecond}`;
  }

  function pair(list, name, value, className) {
    list.append(element('dt', name, className));
    const cell = element('dd', null, className);
    cell.append(value);
    list.append(cell);
  }

  function details(row, id) {
    const line = element('tr', null, 'details');
    line.id = id;
    line.hidden = true;
    const cell = element('td');
    cell.colSpan = 12;
    const list = element('dl');
    pair(list, 'Arrival', new Date(row.time).toISOString());
    pair(list, 'Event type', row.event || '–', 'narrow');
    pair(list, 'Study', row.study || '–', 'narrow');
    pair(list, 'Attempt', String(row.attempt || '–'), 'narrow');
    pair(list, 'Latency', latency(row.latency_us), 'narrow');
    pair(list, 'Samples', count.format(row.samples), 'narrow');
    pair(list, 'Body hash (delivery id)', row.body_sha256 ? element('code', row.body_sha256) : 'the body is not known whole');
    pair(list, 'Size', count.format(row.size) + ' bytes');
    pair(list, 'Receiver', row.receiver || 'unknown');
    if (row.request) {
      pair(list, 'From', row.request.from || '');
      pair(list, 'Headers', element('pre', row.request.headers.join('\n')), 'block');
      if (row.request.diagnosis) {
        pair(list, 'Signature', row.request.diagnosis, 'block');
      }
      pair(list, 'Body, at most 4 KiB', row.request.body ? element('pre', row.request.body)
        : row.request.body === '' ? 'empty' : 'not kept (setting history.bodies)', 'block');
    } else if (row.status === 'failed') {
      pair(list, 'Request', 'no longer kept, or seen by another receiver');
    }
    cell.append(list);
    line.append(cell);
    return line;
  }

  function lines(row, fresh) {
    const line = element('tr', null, fresh ? 'new' : '');
    const head = element('th');
    head.scope = 'row';
    const whole = local(new Date(row.time));
    const stamp = element('time');
    stamp.append(element('span', whole.slice(0, 5), 'wide'), whole.slice(5, 19), element('span', whole.slice(19), 'wide'));
    stamp.dateTime = new Date(row.time).toISOString();
    head.append(stamp);
    const status = element('td');
    status.append(element('span', row.status === 'success' ? 'Success' : 'Failed', 'badge ' + row.status));
    const hash = element('td', null, 'wide');
    if (row.body_sha256) {
      hash.append(element('code', row.body_sha256.slice(0, 12)));
    } else {
      hash.textContent = '–';
    }
    const action = element('td');
    const button = element('button', 'Details');
    button.type = 'button';
    const more = details(row, 'details-' + row.number);
    button.setAttribute('aria-expanded', 'false');
    button.setAttribute('aria-controls', more.id);
    button.setAttribute('aria-label', 'Details of the delivery of ' + stamp.textContent);
    button.addEventListener('click', () => {
      more.hidden = !more.hidden;
      button.setAttribute('aria-expanded', String(!more.hidden));
    });
    action.append(button);
    line.append(head, element('td', row.event || '–', 'wide'), status, element('td', row.http, 'number'),
      element('td', row.attempt || '–', 'number wide'), element('td', latency(row.latency_us), 'number wide'),
      element('td', words(row.reason), 'reason'), element('td', row.study || '–', 'wide'), element('td', size(row.size), 'number wide'),
      element('td', count.format(row.samples), 'number wide'), hash, action);
    return [line, more];
  }

  function choose(id, values) {
    const select = $(id);
    const chosen = select.value;
    const known = new Set(Array.from(select.options, each => each.value));
    for (const value of values) {
      if (!known.has(value)) {
        const option = element('option', value);
        option.value = value;
        select.append(option);
      }
    }
    select.value = chosen;
  }

  function show(update, all) {
    $('events').textContent = count.format(update.totals.events);
    $('success').textContent = count.format(update.totals.success);
    $('failed').textContent = count.format(update.totals.failed);
    $('rate').textContent = update.totals.events ? update.totals.success_rate.toFixed(2) + ' %' : '–';
    $('hour').textContent = pairOf(update.all.last_hour);
    $('day').textContent = pairOf(update.all.last_day);
    $('unsigned').textContent = count.format(update.all.ever.unsigned);
    $('since').textContent = 'Since ' + local(new Date(update.all.since)).slice(0, 16);
    choose('study', update.studies);
    choose('type', update.events);
    const body = $('rows');
    if (all) {
      body.replaceChildren();
      listed = 0;
    }
    const made = [];
    for (const row of update.rows) {
      made.push(...lines(row, !all));
    }
    body.prepend(...made);
    listed += update.rows.length;
    // An opened row stays readable: only closed ones fall off the end.
    for (let last = body.lastElementChild; last && listed > MOST_ROWS;) {
      const more = last;
      const line = more.previousElementSibling;
      last = line.previousElementSibling;
      if (more.hidden) {
        more.remove();
        line.remove();
        listed--;
      }
    }
    $('cut').hidden = update.kept <= listed;
    $('cut').textContent = `The newest ${count.format(listed)} of ${count.format(update.kept)} are listed; the CSV has them all.`;
    $('failed').className = update.totals.failed ? 'some' : '';
    const none = update.kept === 0;
    $('empty').hidden = !none;
    $('list').hidden = none;
    if (none && query()) {
      $('empty-title').textContent = 'No delivery passes these filters.';
      $('empty-text').textContent = 'Choose another study, type or status.';
    } else if (none) {
      $('empty-title').textContent = 'No deliveries yet.';
      $('empty-text').textContent = 'Point the vendor\'s webhook at this receiver\'s public address and send a test event. It shows up here'
        + ' within a second, also when it is refused, with the reason.';
    }
    $('dropped').hidden = !update.dropped;
    $('dropped').textContent = update.dropped
      ? count.format(update.dropped) + ' arrivals were answered and could not be listed, because more came than can be kept track of.' : '';
  }

  function tell(text, state) {
    const live = $('live');
    live.className = 'live ' + state;
    // Only what changes is announced: a screen reader that hears of every delivery says nothing else.
    if (live.textContent !== text) {
      live.textContent = text;
    }
  }

  function connect() {
    clearTimeout(again);
    if (source) {
      source.close();
    }
    $('csv').href = '/api/deliveries.csv' + query();
    source = new EventSource('/api/deliveries/stream' + query());
    source.addEventListener('all', event => {
      show(JSON.parse(event.data), true);
      tell('Live', 'on');
    });
    source.addEventListener('more', event => show(JSON.parse(event.data), false));
    source.addEventListener('error', () => {
      tell('Connection lost; trying again', 'off');
      // The browser tries again by itself, but not after an answer other than 200, as when too many pages are open.
      if (source.readyState === EventSource.CLOSED) {
        again = setTimeout(connect, PAUSE_MILLIS);
      }
    });
  }

  for (const each of filters) {
    $(each).addEventListener('change', () => {
      if (paused) {
        $('pause').click();
      } else {
        connect();
      }
    });
  }
  $('filters').addEventListener('submit', event => event.preventDefault());
  $('pause').addEventListener('click', () => {
    paused = !paused;
    $('pause').setAttribute('aria-pressed', String(paused));
    if (paused) {
      clearTimeout(again);
      source.close();
      tell('Paused', '');
    } else {
      connect();
    }
  });
  $('zone').textContent = ', times in ' + clock.resolvedOptions().timeZone;
  connect();
})();
