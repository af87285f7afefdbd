/** What `fixtures/stage.mjs` can be brought to. */
export const STAGES = [
  'connecting',
  'connected',
  'opening',
  'open',
  'reading',
  'writing',
  'listening',
  'watching',
  'closing',
  'closed',
]
