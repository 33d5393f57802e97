package io.espalier.store.worker;

/**
 * Something that a run waits for; it goes on by itself.
 *
 * @param who id of the task that waits, or a name for the walk itself
 * @param what kind of thing
 * @param text what failed last
 * @param seconds for how long already: a worker's clock may be off, so it names no moment
 */
public record WaitingTask(String runId, String who, String what, String text, long seconds) {}
