package io.espalier.store.worker;

import java.util.List;

/**
 * What a worker says of itself with a sign of life.
 *
 * @param draining whether it takes no more tasks and lets those under way come to a checkpoint
 * @param running tasks under way
 * @param waiting what runs wait for at this worker
 */
public record WorkerBeat(boolean draining, List<RunningTask> running, List<WaitingTask> waiting) {
  /** A worker that has nothing to do. */
  public static final WorkerBeat IDLE = new WorkerBeat(false, List.of(), List.of());

  public WorkerBeat {
    running = List.copyOf(running);
    waiting = List.copyOf(waiting);
  }
}
