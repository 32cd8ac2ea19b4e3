'use strict';
(() => {
  const MOST_ROWS = 200;
  const $ = id => document.getElementById(id);
  const filters = ['study', 'type', 'status'];
  const count = new Intl.NumberFormat('en');
  const time = new Intl.DateTimeFormat('sv-SE', {
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3
  });
  let source = null;
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

  function words(reason) {
    return reason ? reason.replaceAll('-', ' ') : '';
  }

  function pair(list, name, value) {
    list.append(element('dt', name));
    const cell = element('dd');
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
    pair(list, 'Body hash (delivery id)', row.body_sha256 ? element('code', row.body_sha256) : 'the body is not known whole');
    pair(list, 'Size', count.format(row.size) + ' bytes');
    pair(list, 'Receiver', row.receiver || 'unknown');
    if (row.request) {
      pair(list, 'From', row.request.from || '');
      pair(list, 'Headers', element('pre', row.request.headers.join('\n')));
      pair(list, 'Body, at most 4 KiB', row.request.body ? element('pre', row.request.body) : 'empty');
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
    const stamp = element('time', time.format(new Date(row.time)));
    stamp.dateTime = new Date(row.time).toISOString();
    head.append(stamp);
    const status = element('td');
    status.append(element('span', row.status === 'success' ? 'Success' : 'Failed', 'badge ' + row.status));
    const hash = element('td');
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
    line.append(head, element('td', row.event || '–'), status, element('td', row.http, 'number'),
      element('td', row.attempt || '–', 'number'), element('td', latency(row.latency_us), 'number'),
      element('td', words(row.reason), 'reason'), element('td', row.study || '–'), element('td', size(row.size), 'number'),
      element('td', count.format(row.samples), 'number'), hash, action);
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
    while (listed > MOST_ROWS && body.lastElementChild && body.lastElementChild.hidden) {
      body.lastElementChild.remove();
      body.lastElementChild.remove();
      listed--;
    }
    const none = update.totals.events === 0;
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
    source.addEventListener('error', () => tell('Connection lost; trying again', 'off'));
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
      source.close();
      tell('Paused', 'off');
    } else {
      connect();
    }
  });
  connect();
})();
