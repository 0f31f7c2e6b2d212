import type { Page } from '@playwright/test';
import type { Product } from '../world/product.ts';

export const owner = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'a quiet evening in May' };

/** What the owner of a new installation does before anything else. */
export class SignInScreen {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the one-time link of the terminal. */
  async openLink({ signInLink }: Product): Promise<void> {
    if (signInLink === null) throw new Error('The product printed no sign-in link.');
    await this.page.goto(signInLink);
    await this.page.getByRole('heading', { name: 'Welcome to Sista Flow' }).waitFor();
  }

  async fillProfile(): Promise<void> {
    await this.page.getByLabel('Your name').fill(owner.name);
    await this.page.getByLabel('E-mail').fill(owner.email);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
    await this.page.getByRole('button', { name: 'Save and go on' }).click();
    await this.page.waitForURL(/\/w\/[^/]+\/flows$/);
  }

  async signOut(): Promise<void> {
    const navigation = this.page.getByRole('navigation', { name: 'Main' });
    await navigation.getByRole('button', { name: owner.name }).click();
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await this.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  }

  async signIn(): Promise<void> {
    await this.page.getByLabel('E-mail').fill(owner.email);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.waitForURL(/\/w\/[^/]+\/flows$/);
  }
}
