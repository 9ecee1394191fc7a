// Faults of the collector itself. In AWS, alarms report them instead.

import { h, foreign, prose } from './dom.js';

const TITLES = {
  'receiver': 'Reports may not arrive',
  channel: 'Alerts are not delivered',
  disk: 'Reports are not accepted',
  'dead-letters': 'Reports are not processed',
  configuration: 'The configuration is not in use',
};

export function faulty(faults) {
  if (!faults || faults.length === 0) return null;
  return h('aside', { class: 'notice banner', 'aria-label': 'Problems of the collector' }, faults.map((fault) => h('p', null,
    h('strong', null, `${TITLES[fault.check] ?? 'The collector has a problem'}. `),
    fault.subject ? [foreign(fault.subject, 120), ': '] : null,
    foreign(fault.finding, 600), '. ',
    h('span', { class: 'quiet' }, 'What to do: ', prose(fault.remedy), '.'))));
}
