import { expect, it } from 'vitest';
import { withoutTables } from './help-text.ts';

it('turns the rows of a table into lines of a list and leaves the rest', () => {
  const markdown =
    '# Branch\n\n| field | meaning |\n| --- | --- |\n| Ways | a \\| b |\n| Otherwise | the rest |\n\nText | with a bar';
  expect(withoutTables(markdown)).toBe(
    '# Branch\n\n- **Ways**: a | b\n- **Otherwise**: the rest\n\nText | with a bar',
  );
});
