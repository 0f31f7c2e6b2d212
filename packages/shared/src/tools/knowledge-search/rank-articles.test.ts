import { describe, expect, it } from 'vitest';
import { rankArticles, termsOf } from './rank-articles.ts';

const articles = [
  {
    id: 'help-1',
    title: 'Refunds for double payments',
    body: 'When a card was charged twice we refund one payment.',
  },
  { id: 'help-2', title: 'Change your password', body: 'Open the account page and choose a new password.' },
  { id: 'help-3', title: 'Delivery times', body: 'Most orders arrive within three days after payment.' },
];

describe('rankArticles', () => {
  it('puts the article with the rare words first, whatever their endings', () => {
    expect(rankArticles(articles, 'charged twice, refunding?').map(({ id }) => id)).toEqual(['help-1']);
    expect(rankArticles(articles, 'payment').map(({ id }) => id)).toEqual(['help-1', 'help-3']);
  });

  it('finds nothing where no word is shared', () => {
    expect(rankArticles(articles, 'quantum entanglement')).toEqual([]);
    expect(rankArticles(articles, '')).toEqual([]);
  });

  it('gives the same order for the same question', () => {
    const twins = articles.map((article) => ({ ...article, title: 'Same', body: 'same' }));
    expect(rankArticles(twins, 'same').map(({ id }) => id)).toEqual(['help-1', 'help-2', 'help-3']);
  });

  it('reads words of any script', () => {
    expect(termsOf('Grüße, 東京!')).toEqual(['grüße', '東京']);
  });
});
