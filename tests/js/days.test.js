// Days as numbers and as words.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { addMonths, fromIso, partial, rounded, toIso, writer, years } from '../../dashboard/map/days.js';

test('ISO text and day numbers are each other\'s inverse', () => {
  for (const text of ['1970-01-01', '2016-02-29', '2019-12-31', '1920-08-10']) assert.equal(toIso(fromIso(text)), text);
  assert.equal(fromIso('1970-01-02'), 1);
});

test('a month later is the same date, or the month\'s last', () => {
  assert.equal(toIso(addMonths(fromIso('2015-01-31'), 1)), '2015-02-28');
  assert.equal(toIso(addMonths(fromIso('2015-03-15'), -3)), '2014-12-15');
});

test('the years of a clock begin on 1 January', () => {
  assert.deepEqual(years(fromIso('2013-06-01'), fromIso('2015-01-01')).map(({ year }) => year), [2014, 2015]);
});

test('dates are written in both languages with Latin digits', () => {
  assert.equal(writer('en').day(fromIso('2017-10-17')), '17 October 2017');
  const arabic = writer('ar').day(fromIso('2017-10-17'));
  assert.match(arabic, /17/);
  assert.match(arabic, /تشرين الأول/);
});

test('Arabic is written with its own digits where the reader wants them, English never', () => {
  const own = writer('ar', 'arab');
  assert.match(own.day(fromIso('2017-10-17')), /١٧ .* ٢٠١٧/);
  assert.equal(own.number(36_200).replace(/[^٠-٩]/g, ''), '٣٦٢٠٠');
  assert.deepEqual([own.digits(2017), writer('ar').digits(2017), writer('en', 'arab').digits(2017)], ['٢٠١٧', '2017', '2017']);
});

test('an imprecise date is written no sharper than it is', () => {
  const write = writer('en');
  assert.equal(partial(write, fromIso('2014-06-10'), fromIso('2014-06-10')), '10 June 2014');
  assert.equal(partial(write, fromIso('2014-06-01'), fromIso('2014-07-01')), 'June 2014');
  assert.equal(partial(write, fromIso('2014-01-01'), fromIso('2015-01-01')), '2014');
});

test('areas are rounded to what they are worth', () => {
  assert.deepEqual([63.4, 2347, 36_249].map(rounded), [63, 2350, 36_200]);
});
