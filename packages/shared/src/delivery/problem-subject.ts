/** What a row of `engine.problem` is about: runs and deliveries that ended badly. */
export const problemSubjects = { run: 0, delivery: 1 } as const;
