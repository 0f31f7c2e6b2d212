/** Thrown through an executor whose effect is not really sent: the engine ends the step with the sample output. */
export class HeldBack extends Error {
  readonly target: string;
  readonly preview: unknown;

  constructor(target: string, preview: unknown) {
    super(`held back: ${target}`);
    this.name = 'HeldBack';
    this.target = target;
    this.preview = preview;
  }
}
