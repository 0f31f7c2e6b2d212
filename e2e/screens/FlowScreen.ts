import { expect, type Locator, type Page } from '@playwright/test';

/** The editor of one flow: what a person does with palette, canvas, inspector and top bar. */
export class FlowScreen {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The editor is there, and not the page that led to it. */
  async opened(): Promise<void> {
    await this.page.getByLabel('Name of the flow').waitFor();
  }

  card(name: string): Locator {
    const title = this.page.getByText(name, { exact: true });
    return this.page.locator('.react-flow__node').filter({ has: title });
  }

  /** Drags an entry of the palette to the canvas: into its middle, or below a card that is there. */
  async dragStep(title: string, below?: string): Promise<void> {
    const search = this.page.getByRole('combobox', { name: 'Search steps' });
    await search.fill(title);
    const entry = this.page.getByRole('option', { name: new RegExp(`^${title}:`) });
    const pane = this.page.locator('.react-flow__pane');
    await entry.dragTo(
      pane,
      below === undefined ? {} : { targetPosition: await this.placeBelow(below, pane) },
    );
    await this.card(title).waitFor();
    await search.fill('');
  }

  private async placeBelow(name: string, pane: Locator): Promise<{ x: number; y: number }> {
    const [card, frame] = [await boxOf(this.card(name)), await boxOf(pane)];
    return { x: card.x + card.width / 2 - frame.x, y: card.y + card.height + 90 - frame.y };
  }

  /** Draws a connection from a way out to a card with the mouse. */
  async connect(from: string, port: string, to: string): Promise<void> {
    const start = this.card(from).locator(`.react-flow__handle.source[data-handleid="${port}"]`);
    const end = this.card(to).locator('.react-flow__handle.target');
    const edges = this.page.locator('.react-flow__edge');
    const before = await edges.count();
    await start.hover();
    await this.page.mouse.down();
    // Several moves: a pointer that jumps is no drag. The canvas may move while a line is drawn over it.
    for (const _ of [1, 2]) {
      const place = await boxOf(end);
      await this.page.mouse.move(place.x + place.width / 2, place.y + place.height / 2, { steps: 5 });
    }
    await this.page.mouse.up();
    await expect(edges).toHaveCount(before + 1);
  }

  /** Selects a step, which opens its form. */
  async open(name: string): Promise<void> {
    await this.card(name).click({ position: { x: 60, y: 20 } });
  }

  async fill(label: string, text: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).fill(text);
  }

  async waitUntilSaved(): Promise<void> {
    await expect(this.page.getByText('Saved', { exact: true })).toBeVisible();
  }

  async publish(): Promise<void> {
    await this.page.getByRole('button', { name: 'Publish', exact: true }).click();
    await this.page.getByRole('button', { name: /^Publish v\d+$/ }).click();
    await expect(this.page.getByText(/Version \d+ is live/)).toBeVisible();
  }

  /** Runs the draft with the sample that is chosen, and waits for its end. */
  async runTest(): Promise<void> {
    await this.page.getByRole('button', { name: 'Test', exact: true }).click();
    await this.page.getByRole('button', { name: 'Run the test' }).click();
    await expect(this.testPanel().getByText('Succeeded').first()).toBeVisible({ timeout: 30_000 });
  }

  testPanel(): Locator {
    return this.page.getByRole('region', { name: 'Test', exact: true });
  }

  /** The address that the trigger's card shows. */
  async address(): Promise<string> {
    const shown = this.page.getByRole('region', { name: 'State of the trigger' }).locator('code').first();
    return (await shown.textContent())?.trim() ?? '';
  }
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('What should be reached with the mouse is not visible.');
  return box;
}
