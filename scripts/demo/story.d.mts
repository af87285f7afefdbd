/** What the steps of the story share. */
export interface Stage {
  readonly cacheDir: string
  readonly signal?: AbortSignal
  readonly say: (line: string) => void
  readonly bar: (done: number, total: number) => void
}

export interface Step {
  readonly title: string
  readonly run: (stage: Stage) => Promise<void>
}

export declare const steps: readonly Step[]
export declare function cleanUp(stage: Stage): Promise<void>
