export type ExpressionErrorCode = 'expression_invalid' | 'expression_failed' | 'expression_timeout';

/** What is wrong with a template. `position` is an index into `template`, in UTF-16 units. */
export class ExpressionError extends Error {
  readonly code: ExpressionErrorCode;
  readonly template: string;
  readonly position: number;

  /** `message` is a sentence for people: what is wrong and what to do. */
  constructor(code: ExpressionErrorCode, message: string, template: string, position: number) {
    super(message);
    this.name = 'ExpressionError';
    this.code = code;
    this.template = template;
    this.position = position;
  }
}
