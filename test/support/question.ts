/** A promise that a test answers, and a moment for what hangs on it. */
import { nextTick } from 'vue';

export class Question<Answer> {
  answer!: (answer: Answer) => void;
  fail!: (error: Error) => void;
  readonly promise = new Promise<Answer>((resolve, reject) => {
    this.answer = resolve;
    this.fail = reject;
  });
}

export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await nextTick();
}
