package io.espalier.step.worker;

import io.espalier.run.TaskFailure;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How much a worker may begin. What it has begun goes on to its end; recorded steps cost nothing.
 * Thread-safe.
 */
public final class Budget {
  private final @Nullable Duration time;
  private final @Nullable Integer trainings;
  private final long begun = System.nanoTime();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private int trained;
  private int underWay;

  /**
   * A budget; its time begins now.
   *
   * @param time after which nothing more begins, null for no end
   * @param trainings how many trainings may begin, null for any number
   */
  public Budget(@Nullable Duration time, @Nullable Integer trainings) {
    this.time = time;
    this.trainings = trainings;
  }

  /** A budget without end. */
  public static Budget endless() {
    return new Budget(null, null);
  }

  /** A part of the budget, until the step has ended. */
  final class Share implements AutoCloseable {
    private final boolean training;
    private boolean used;

    private Share(boolean training) {
      this.training = training;
    }

    /** The step is computed, not found recorded or held by another. */
    void used() {
      used = true;
    }

    @Override
    public void close() {
      giveBack(training && !used);
    }
  }

  /**
   * Takes what a step needs.
   *
   * @param training whether it trains
   * @throws TaskFailedException when nothing is left for it: the task is put off, and uses no try
   */
  synchronized Share take(String taskId, boolean training) {
    if (timeIsOver() || (training && trainings != null && trained >= trainings)) {
      refused.add(taskId);
      throw TaskFailedException.putOff(TaskFailure.STEP_BUSY, "not begun: " + limit() + " used up");
    }
    trained += training ? 1 : 0;
    underWay++;
    return new Share(training);
  }

  private synchronized void giveBack(boolean training) {
    trained -= training ? 1 : 0;
    underWay--;
  }

  /** The tasks that nothing was left for. */
  public Set<String> refused() {
    return Set.copyOf(refused);
  }

  /** Whether a step is under way. */
  public synchronized boolean computing() {
    return underWay > 0;
  }

  /** Whether nothing at all may begin any more. */
  public boolean timeIsOver() {
    return time != null && System.nanoTime() - begun >= time.toNanos();
  }

  /** What ends first, or has ended: such as {@code --max-trainings 3}. */
  public String limit() {
    return timeIsOver() || trainings == null ? "--max-hours" : "--max-trainings " + trainings;
  }
}
