export type OperationProblem = 'no_node' | 'no_edge' | 'id_taken' | 'no_field';

/** An operation does not fit the document: its target is gone, or its id is taken. */
export class OperationRefused extends Error {
  readonly code: OperationProblem;

  constructor(code: OperationProblem, message: string) {
    super(message);
    this.name = 'OperationRefused';
    this.code = code;
  }
}
