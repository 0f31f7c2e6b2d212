import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorDigits, moneyFromMinor, parseMoney, timesMinor, toCurrency } from './money.ts';

const currencies = ['EUR', 'USD', 'JPY', 'KWD', 'CLF', 'XXX'];

describe('money', () => {
  it.each([
    ['84.5', 'EUR', { number: 84.5, text: '84.50', minor: 8_450 }],
    ['0.1', 'EUR', { number: 0.1, text: '0.10', minor: 10 }],
    ['12000', 'JPY', { number: 12_000, text: '12000', minor: 12_000 }],
    ['1.2345', 'KWD', { number: 1.2345, text: '1.2345', minor: 1_235 }],
    ['-3.00', 'USD', { number: -3, text: '-3.00', minor: -300 }],
    ['-0.00', 'USD', { number: 0, text: '0.00', minor: 0 }],
    ['007.10', 'USD', { number: 7.1, text: '7.10', minor: 710 }],
    [19.99, 'EUR', { number: 19.99, text: '19.99', minor: 1_999 }],
  ])('reads %s %s digit by digit', (value, currency, money) => {
    expect(parseMoney(value, currency)).toEqual(money);
  });

  it.each(['', 'abc', '1,50', '1e5', '1.2.3', null, undefined, Number.NaN, {}, true])(
    'takes %s for no amount',
    (value) => {
      expect(parseMoney(value, 'EUR')).toBeNull();
    },
  );

  it('keeps the text exact where the minor units would not be as a number', () => {
    expect(parseMoney('99999999999999999.99', 'EUR')).toMatchObject({
      text: '99999999999999999.99',
      minor: null,
    });
  });

  it('gives back the minor units it was made of, in every currency', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom(...currencies), (minor, currency) => {
        const money = moneyFromMinor(minor, currency);
        expect(money?.minor).toBe(minor === 0 ? 0 : minor);
        expect(parseMoney(money?.text, currency)).toEqual(money);
      }),
    );
  });

  it('knows how many digits a currency has, and which texts are currencies', () => {
    expect([minorDigits('EUR'), minorDigits('JPY'), minorDigits('KWD'), minorDigits(null)]).toEqual([
      2, 0, 3, 2,
    ]);
    expect([toCurrency('eur'), toCurrency('Euro'), toCurrency(5)]).toEqual(['EUR', null, null]);
  });

  it('multiplies prices exactly, and not at all by parts of a piece', () => {
    expect(timesMinor(1_233, 3)).toBe(3_699);
    expect(timesMinor(1_233, 0.5)).toBeNull();
  });
});
