// Retries requests that a busy account refused: a new AWS account runs ten functions at a time, and API Gateway answers
// the rest with an error.

const TRIES = 6;

/** Runs the task until it succeeds; throws the last failure. */
export async function persistently(task) {
  for (let tries = 1; ; tries++) {
    try {
      return await task();
    } catch (error) {
      if (tries === TRIES || error.final) throw error;
      await new Promise((resolve) => setTimeout(resolve, 150 * 2 ** tries * (0.5 + Math.random() / 2)));
    }
  }
}
